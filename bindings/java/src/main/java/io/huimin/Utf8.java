package io.huimin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts as UTF-8. Java's own encoder writes a question mark where a surrogate stands alone;
 * here that is an error, so that no name is altered on its way.
 */
final class Utf8 {
  private byte[] bytes;
  private int length;

  Utf8(int capacity) {
    bytes = new byte[Math.max(capacity, 16)];
  }

  /**
   * The UTF-8 of a text.
   *
   * @param what how messages name the text
   * @throws NullPointerException for null
   * @throws IllegalArgumentException where half a surrogate pair stands alone
   */
  static byte[] of(String what, String text) {
    if (text == null) {
      throw new NullPointerException(what);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // A question mark may have been written for half a pair.
    if (lonely(text) >= 0) {
      throw halfPair(what, lonely(text));
    }
    return bytes;
  }

  /** As {@link #of}, null for null. */
  static byte[] ofNullable(String what, String text) {
    return text == null ? null : of(what, text);
  }

  /** Bytes so far. */
  int length() {
    return length;
  }

  /** What has been added, and no byte more. */
  byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /**
   * Adds a text.
   *
   * @return false where half a surrogate pair stands alone in it
   * @throws IllegalArgumentException where all texts together exceed 2 GiB
   */
  boolean add(String text) {
    int count = text.length();
    // A unit of UTF-16 takes at most three bytes.
    reserve(3L * count);
    byte[] target = bytes;
    int at = length;
    for (int i = 0; i < count; i++) {
      char unit = text.charAt(i);
      if (unit < 0x80) {
        target[at++] = (byte) unit;
      } else if (unit < 0x800) {
        target[at++] = (byte) (0xc0 | unit >> 6);
        target[at++] = (byte) (0x80 | unit & 0x3f);
      } else if (!Character.isSurrogate(unit)) {
        target[at++] = (byte) (0xe0 | unit >> 12);
        target[at++] = (byte) (0x80 | unit >> 6 & 0x3f);
        target[at++] = (byte) (0x80 | unit & 0x3f);
      } else {
        i++;
        if (i == count || !Character.isSurrogatePair(unit, text.charAt(i))) {
          return false;
        }
        int point = Character.toCodePoint(unit, text.charAt(i));
        target[at++] = (byte) (0xf0 | point >> 18);
        target[at++] = (byte) (0x80 | point >> 12 & 0x3f);
        target[at++] = (byte) (0x80 | point >> 6 & 0x3f);
        target[at++] = (byte) (0x80 | point & 0x3f);
      }
    }
    length = at;
    return true;
  }

  /** Adds bytes as they are. */
  void add(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  /** Leaves room for a number that comes later. @return its place */
  int skipInt() {
    reserve(4);
    int place = length;
    length += 4;
    return place;
  }

  /** Writes a number of four bytes, the lowest first, at its place. */
  void setInt(int place, int number) {
    bytes[place] = (byte) number;
    bytes[place + 1] = (byte) (number >> 8);
    bytes[place + 2] = (byte) (number >> 16);
    bytes[place + 3] = (byte) (number >> 24);
  }

  private void reserve(long more) {
    long needed = length + more;
    if (needed <= bytes.length) {
      return;
    }
    // Some machines refuse the last few lengths.
    long most = Integer.MAX_VALUE - 8L;
    if (needed > most) {
      throw new IllegalArgumentException(
          "a column of texts may have 2 GiB at most: hand the records over in parts");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(needed, 2L * bytes.length)));
  }

  static IllegalArgumentException halfPair(String what, int place) {
    return new IllegalArgumentException(
        "`" + what + "` has half a surrogate pair at index " + place);
  }

  /** The place of the first half of a pair that stands alone, or −1. */
  static int lonely(String text) {
    int count = text.length();
    for (int i = 0; i < count; i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (i + 1 == count || !Character.isSurrogatePair(unit, text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
