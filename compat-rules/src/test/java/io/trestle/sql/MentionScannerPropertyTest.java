package io.trestle.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner and its plain counterpart agree on made-up statements, to the byte. */
class MentionScannerPropertyTest {

  private static final int STATEMENTS = 4_000;

  private static final String[] PIECES = {
    "SELECT ",
    "select",
    " FROM ",
    "orders",
    "ORDERS",
    "Orders",
    "order",
    "rders",
    "ordersorders",
    "ordeordeorde",
    "données",
    "DONNÉES",
    "表",
    "prepare",
    "execute",
    "EXECUTE ",
    "search_path",
    "schema",
    "information_schema",
    "\"",
    "'",
    "&",
    "u&\"",
    "U&\"",
    "u &\"",
    "xu&\"",
    "U&'",
    ".",
    " ",
    "  ",
    "\n",
    ",",
    "(",
    ")",
    "$1",
    "$",
    "_",
    "0",
    "42",
    "a",
    "t",
    "ab",
    "id",
    "{",
    "[",
    "@",
    "`",
    "\u0000",
    "€",
    "orders$",
    "_orders",
    "orders_x",
    "k1",
    "K1",
    "zzzzz"
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 40})
  void agreesWithThePlainScan(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STATEMENTS; i++) {
      List<String> names = names(random, seed);
      MentionScanner scanner = new MentionScanner(names);
      byte[] statement = statement(random, names);
      boolean expected = new SimpleMentions(names).mentions(statement);

      assertThat(scan(scanner, statement, random.nextInt(9)))
          .as("seed %d: %s in %s", seed, names, new String(statement, StandardCharsets.UTF_8))
          .isEqualTo(expected);
    }
  }

  /** From one to forty names, whose shortest decides how the scan goes. */
  private static List<String> names(Random random, int shortest) {
    List<String> names = new ArrayList<>();
    int count = 1 + random.nextInt(40);
    String alphabet = "abcdeordtsu_019é表";
    for (int i = 0; i < count; i++) {
      StringBuilder name = new StringBuilder();
      int length = Math.min(shortest, 12) + random.nextInt(4);
      while (name.length() < length) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        if (name.length() > 0 || !Character.isDigit(c)) {
          name.append(c);
        }
      }
      names.add(name.toString());
    }
    if (shortest >= 6) {
      names.addAll(List.of("orders", "données", "prepare", "execute", "search_path", "schema"));
    }
    return names;
  }

  private static byte[] statement(Random random, List<String> names) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(30);
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(25) == 0) {
        text.append(names.get(random.nextInt(names.size())));
      } else if (random.nextInt(5) == 0) {
        text.append((char) (32 + random.nextInt(96)));
      } else {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** On the heap, off it, and as a slice of a larger array: all with bytes of others around. */
  private static boolean scan(MentionScanner scanner, byte[] statement, int before) {
    byte[] padded = new byte[before + statement.length + 5];
    java.util.Arrays.fill(padded, (byte) 'x');
    System.arraycopy(statement, 0, padded, before, statement.length);
    int to = before + statement.length;
    ByteBuffer direct = ByteBuffer.allocateDirect(padded.length).put(0, padded);
    boolean found = scanner.mentions(direct, before, to);
    assertThat(scanner.mentions(ByteBuffer.wrap(padded), before, to)).isEqualTo(found);
    assertThat(scanner.mentions(ByteBuffer.wrap(padded).asReadOnlyBuffer(), before, to))
        .isEqualTo(found);
    ByteBuffer slice = ByteBuffer.wrap(padded).slice(before, statement.length);
    assertThat(scanner.mentions(slice, 0, statement.length)).isEqualTo(found);
    return found;
  }
}
