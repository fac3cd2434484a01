package io.huimin;

import static org.junit.jupiter.api.Assertions.*;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void numbersKeepEveryDigit() {
    assertEquals(Long.MAX_VALUE, Json.read("9223372036854775807"));
    assertEquals(Long.MIN_VALUE, Json.read("-9223372036854775808"));
    assertEquals(new BigDecimal("18446744073709551615"), Json.read("18446744073709551615"));
    assertEquals(new BigDecimal("0.10"), Json.read("0.10"));
    assertEquals(new BigDecimal("1.5E+3"), Json.read("1.5e3"));
    assertEquals(-1L, Json.read(" -1 "));
    assertEquals("18446744073709551615", Json.write(new BigInteger("18446744073709551615")));
    assertEquals("1500", Json.write(new BigDecimal("1.5E+3")));
    assertThrows(IllegalArgumentException.class, () -> Json.write(0.98));
    assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
  }

  @Test
  void textsKeepEveryCharacter() {
    String all = "𠮷 \u0000 \u001f \" \\ / \n \t \u2028 é";
    assertEquals(all, Json.read(Json.write(all)));
    assertEquals("𠮷", Json.read("\"\\ud842\\udfb7\""));
    assertEquals("\b\f\n\r\t/\"\\", Json.read("\"\\b\\f\\n\\r\\t\\/\\\"\\\\\""));
  }

  @Test
  void whatIsNoJsonIsRefused() {
    for (String bad :
        List.of(
            "", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{a:1}", "\"a", "\"\\x\"",
            "\"\\u12g4\"", "\"a\u0001\"", "01", "1.", ".5", "+1", "-", "1e", "nul", "tru", "1 2", "[1]]",
            "[".repeat(100_000), "\"\\", "\"\\u12", "NaN")) {
      assertThrows(IllegalArgumentException.class, () -> Json.read(bad), bad);
    }
  }

  @Test
  void rowsAreReadByTheirKeys() {
    List<Object[]> rows =
        Json.readRows("[{\"a\":\"x\",\"b\":1},{\"a\":\"x\",\"b\":null}]", List.of("a", "b"));
    assertArrayEquals(new Object[] {"x", 1L}, rows.get(0));
    assertArrayEquals(new Object[] {"x", null}, rows.get(1));
    assertSame(rows.get(0)[0], rows.get(1)[0], "kept once");
    assertTrue(Json.readRows("[]", List.of()).isEmpty());
    assertThrows(
        IllegalArgumentException.class, () -> Json.readRows("[{\"b\":1}]", List.of("a")));
  }

  /** Whatever is written is read back, for trees made by chance. */
  @Test
  void whatIsWrittenIsReadBack() {
    Random random = new Random(20191130);
    for (int round = 0; round < 2_000; round++) {
      Object tree = tree(random, 4);
      assertEquals(tree, Json.read(Json.write(tree)));
    }
  }

  private static Object tree(Random random, int depth) {
    switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0:
        return null;
      case 1:
        return random.nextBoolean();
      case 2:
        return random.nextLong() >> random.nextInt(64);
      case 3:
        return new BigDecimal(new BigInteger(90, random), 1 + random.nextInt(20));
      case 4:
        return text(random);
      case 5:
        List<Object> list = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; count--) {
          list.add(tree(random, depth - 1));
        }
        return list;
      default:
        Map<String, Object> map = new LinkedHashMap<>();
        for (int count = random.nextInt(5); count > 0; count--) {
          map.put(text(random), tree(random, depth - 1));
        }
        return map;
    }
  }

  private static String text(Random random) {
    int[] points = new int[random.nextInt(8)];
    Arrays.setAll(points, at -> point(random));
    return new String(points, 0, points.length);
  }

  private static int point(Random random) {
    int point = random.nextInt(random.nextBoolean() ? 0x100 : 0x110000);
    return point >= 0xd800 && point < 0xe000 ? 0x20bb7 : point;
  }
}
