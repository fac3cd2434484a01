package io.huimin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Lists of texts in one array: for each its length in four bytes, the lowest first, and its
 * bytes; −1 stands for null. The native half's {@code packed.rs} is the other side.
 */
final class Packed {
  private static final int ABSENT = -1;

  private Packed() {}

  static byte[] pack(String what, String... texts) {
    int units = 0;
    for (String text : texts) {
      units += 4 + (text == null ? 0 : text.length());
    }
    Utf8 packed = new Utf8(units);
    for (String text : texts) {
      int place = packed.skipInt();
      if (text == null) {
        packed.setInt(place, ABSENT);
      } else if (packed.add(text)) {
        packed.setInt(place, packed.length() - place - 4);
      } else {
        throw Utf8.halfPair(what, Utf8.lonely(text));
      }
    }
    return packed.bytes();
  }

  static String[] unpack(byte[] packed) {
    ByteBuffer rest = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
    List<String> texts = new ArrayList<>();
    while (rest.hasRemaining()) {
      int length = rest.getInt();
      if (length == ABSENT) {
        texts.add(null);
      } else {
        texts.add(new String(packed, rest.position(), length, StandardCharsets.UTF_8));
        rest.position(rest.position() + length);
      }
    }
    return texts.toArray(new String[0]);
  }

  static List<String> list(byte[] packed) {
    return Collections.unmodifiableList(Arrays.asList(unpack(packed)));
  }
}
