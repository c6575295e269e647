package io.trestle.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.engine.CopyFormat.Header;
import io.trestle.engine.CopyFormat.Kind;
import io.trestle.engine.HeldValue.Family;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes in goes in whole, cut in two at every place, and byte by byte. */
class CopyFilterTest {

  private static final HeldValue V =
      new HeldValue("pending", "pending".getBytes(StandardCharsets.UTF_8), Family.OTHER);
  private static final SqlError NULL = new SqlError("23502", "null value", null, 0);
  private static final SqlError OTHER = new SqlError("TR002", "another value", null, 0);
  private static final SqlNotice DISCARDED = new SqlNotice("TR010", "discarded");

  private static final CopyField LAST = field(2);
  private static final CopyField FIRST = field(0);

  private int version = 18;

  /** What came of some data. */
  private record Result(String passed, @Nullable SqlError error, List<SqlNotice> notices) {

    /** What passed, with line ends made visible; and the error's code. */
    String shown() {
      String visible = passed.replace("\n", "$").replace("\r", "%").replace("\t", "|");
      return error == null ? visible : visible + " !" + error.sqlState();
    }
  }

  private static CopyField field(int index) {
    return new CopyField(index, V, false, NULL, OTHER, null, false, false);
  }

  private static CopyFormat text(Header header) {
    return new CopyFormat(Kind.TEXT, '\t', '"', '"', "\\N", "\\D", header, null);
  }

  private static CopyFormat csv(char quote, char escape, Header header) {
    return new CopyFormat(Kind.CSV, ',', quote, escape, "", "\\D", header, null);
  }

  private static CopyFormat csv() {
    return csv('"', '"', Header.NONE);
  }

  private static CopyPlan plan(CopyFormat format, CopyField... fields) {
    List<String> columns =
        fields[0].index() == 0 ? List.of("c", "id", "note") : List.of("id", "note", "c");
    return new CopyPlan("orders", format, columns, List.of(fields));
  }

  private Result run(CopyPlan plan, byte[] data, Charset charset, int... cuts) {
    CopyFilter filter = plan.filter(charset, version);
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    CopySink sink =
        bytes -> {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          passed.writeBytes(copy);
        };
    int from = 0;
    boolean goesOn = true;
    for (int cut : cuts) {
      goesOn = goesOn && filter.feed(ByteBuffer.wrap(data, from, cut - from), sink);
      from = cut;
    }
    goesOn = goesOn && filter.feed(ByteBuffer.wrap(data, from, data.length - from), sink);
    goesOn = goesOn && filter.finish(sink);
    assertThat(goesOn).isEqualTo(filter.error() == null);
    return new Result(
        passed.toString(StandardCharsets.ISO_8859_1), filter.error(), filter.notices());
  }

  private Result everywhere(CopyPlan plan, byte[] data) {
    Result whole = run(plan, data, StandardCharsets.UTF_8);
    for (int cut = 0; cut <= data.length; cut++) {
      assertSame(whole, run(plan, data, StandardCharsets.UTF_8, cut), "cut at " + cut);
    }
    int[] all = IntStream.range(0, data.length).toArray();
    assertSame(whole, run(plan, data, StandardCharsets.UTF_8, all), "byte by byte");
    return whole;
  }

  /** Where a filter fails, how much of the row at hand has passed depends on the cuts. */
  private static void assertSame(Result whole, Result cut, String how) {
    assertThat(cut.error()).as(how).isEqualTo(whole.error());
    assertThat(cut.notices()).as(how).isEqualTo(whole.notices());
    if (whole.error() == null) {
      assertThat(cut.passed()).as(how).isEqualTo(whole.passed());
    }
  }

  private Result everywhere(CopyPlan plan, String data) {
    String real = data.replace("$", "\n").replace("%", "\r").replace("|", "\t");
    return everywhere(plan, real.getBytes(StandardCharsets.UTF_8));
  }

  /** A dollar stands for a newline, a percent sign for a carriage return, a bar for a tab. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "1|a|pending$2|b|pending$, 1|a$2|b$",
        "1|a|pending, 1|a",
        "1||pending$||pending$, 1|$|$",
        "1|a|\\D$, 1|a$",
        "1|a|p\\ending$, 1|a$",
        "1|a|\\x70\\145nding$, 1|a$",
        "1|a\\|b\\$c\\\\|pending$, 1|a\\|b\\$c\\\\$",
        "1|a|pending%$2|b|pending%$, 1|a%$2|b%$",
        "1|a|pending%2|b|pending%, 1|a%2|b%",
        "1|a|pending$\\.$rubbish, 1|a$\\.$rubbish",
        "1|a|pending$\\.|x|y$, 1|a$\\.|x|y$",
        "1|a|shipped$, 1|a$ !TR002",
        "1|a|\\N$, 1|a$ !23502",
        "1|a|\\\\N$, 1|a$ !TR002",
        "1|a|pending\\$, 1|a !TR002",
        "1|a$, 1|a$ !22P04",
        "1$, 1$",
        "1|a|pending|x$, 1|a|x$",
        "1|a|shipped|x$2|b|pending$, 1|a|x$2|b$",
        "1|a|pending$2|b|pending%$, 1|a$2|b !22P04",
        "1|a|pending%$2|b|pending$, 1|a%$2|b !22P04",
        "1|a|pending%$2|b|pending%3, 1|a%$2|b% !22P04",
        "1|a|pending$2|b\\.|pending$, 1|a$ !22P04",
      })
  void textWithTheColumnLast(String data, String passed) {
    Result result = everywhere(plan(text(Header.NONE), LAST), data);

    if (result.error() == null) {
      assertThat(result.shown()).isEqualTo(passed);
    } else {
      assertThat(passed).endsWith(" !" + result.error().sqlState());
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "pending|1|a$pending|2|b$, 1|a$2|b$",
        "pending||$, |$",
        "pending|$, $",
        "pending|, $",
        "\\D|1|a$, 1|a$",
        "pending|1|a%$pending|2|b%$, 1|a%$2|b%$",
        "pending|1|a%pending|2|b, 1|a%2|b",
        "pending|1|a$\\.$x, 1|a$\\.$x",
        "shipped|1|a$, 1|a$ !TR002",
        "\\N|1|a$, 1|a$ !23502",
        "pending$, !22P04",
        "$, !22P04",
        "shipped|1|a|more$, 1|a|more$",
      })
  void textWithTheColumnFirst(String data, String passed) {
    Result result = everywhere(plan(text(Header.NONE), FIRST), data);

    assertThat(result.shown().strip()).isEqualTo(passed);
  }

  /** A semicolon in a case is a comma in the data. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "1;a;pending$2;b;pending$, 1;a$2;b$",
        "1;\"a;$b\"\"\";pending$, 1;\"a;$b\"\"\"$",
        "1;\"a\";\"pending\"$, 1;\"a\"$",
        "1;a;\"pen\"ding$, 1;a$",
        "1;a;\\D$, 1;a$",
        "1;a;\"\\D\"$, 1;a$ !TR002",
        "1;a;$, 1;a$ !23502",
        "1;a;\"\"$, 1;a$ !TR002",
        "1;a;\"pend;ing\"$, 1;a$ !TR002",
        "1;a;\"pending\"\"\"$, 1;a$ !TR002",
        "1;a;pending%$2;b;pending%$, 1;a%$2;b%$",
        "1;a;pending%2;b;\"pending\"%, 1;a%2;b%",
        "1;a$, 1;a$ !22P04",
        "1;a;pending;x$, 1;a;x$",
        "\"1$2;a;pending$, !22P04",
        "1;\"a%b\";pending$, 1;\"a%b\"$",
      })
  void csvWithTheColumnLast(String data, String passed) {
    Result result = everywhere(plan(csv(), LAST), data.replace(';', ','));

    if (result.error() == null) {
      assertThat(result.shown()).isEqualTo(passed.replace(';', ','));
    } else {
      assertThat(passed).endsWith("!" + result.error().sqlState());
    }
  }

  @Test
  void csvWithAnEscapeOfItsOwn() {
    CopyPlan plan = plan(csv('\'', '\\', Header.NONE), LAST);

    assertThat(everywhere(plan, "1,'it\\'s, it','pending'$").shown()).isEqualTo("1,'it\\'s, it'$");
    assertThat(everywhere(plan, "1,'\\\\','pen\\'ding'$").error()).isNotNull();
    assertThat(everywhere(plan, "1,'\\x','pending'$").shown()).isEqualTo("1,'\\x'$");
    assertThat(everywhere(plan, "1,a,'pend\\ing'$").error()).isNotNull();
  }

  @Test
  void aForcedNullIsNullAndAForcedValueIsNone() {
    CopyField nulls = new CopyField(2, V, false, NULL, OTHER, null, true, false);
    CopyField values = new CopyField(2, V, false, NULL, OTHER, null, false, true);

    assertThat(everywhere(plan(csv(), nulls), "1,a,\"\"$").error().sqlState()).isEqualTo("23502");
    assertThat(everywhere(plan(csv(), values), "1,a,$").error().sqlState()).isEqualTo("TR002");
    CopyFormat marker = new CopyFormat(Kind.CSV, ',', '"', '"', "pending", null, Header.NONE, null);
    assertThat(everywhere(plan(marker, values), "1,a,pending$").shown()).isEqualTo("1,a$");
    assertThat(everywhere(plan(marker, LAST), "1,a,pending$").error().sqlState())
        .isEqualTo("23502");
  }

  @Test
  void aHeaderPassesWhateverItSays() {
    CopyPlan plan = plan(csv('"', '"', Header.SKIP), LAST);

    assertThat(everywhere(plan, "a,\"b$c\",d,e$1,a,pending$").shown())
        .isEqualTo("a,\"b$c\",d,e$1,a$");
  }

  @Test
  void aHeaderThatMustMatchLosesTheColumn() {
    CopyPlan plan = plan(csv('"', '"', Header.MATCH), LAST);
    CopyPlan text = plan(text(Header.MATCH), FIRST);

    assertThat(everywhere(plan, "id,\"note\",\"c\"%$1,a,pending%$").shown())
        .isEqualTo("id,\"note\"%$1,a%$");
    assertThat(everywhere(text, "c|id|note$pending|1|a$").shown()).isEqualTo("id|note$1|a$");
    assertThat(everywhere(plan, "id,note,d$").error().message())
        .isEqualTo("column name mismatch in header line field 3: got \"d\", expected \"c\"");
    assertThat(everywhere(plan, "id,note,$").error().message())
        .isEqualTo(
            "column name mismatch in header line field 3: got null value (\"\"), expected \"c\"");
    assertThat(everywhere(plan, "id,note$").error().message())
        .isEqualTo("wrong number of fields in header line: got 2, expected 3");
  }

  @Test
  void anErrorTellsItsLine() {
    CopyPlan plan = plan(csv(), LAST);

    assertThat(everywhere(plan, "1,a,pending$2,\"a$b\",pending$3,b,$").error().context())
        .isEqualTo("COPY orders, line 4");
    assertThat(everywhere(plan(text(Header.NONE), LAST), "1|a|x$").error().context())
        .isEqualTo("COPY orders, line 1");
  }

  /** The server reads them, and may find an error that comes first. */
  @Test
  void rowsBeforeAWrongOnePass() {
    CopyPlan second =
        new CopyPlan("t", text(Header.NONE), List.of("id", "c", "note"), List.of(field(1)));

    assertThat(everywhere(second, "1|pending|a$2$").shown()).isEqualTo("1|a$2 !22P04");
    assertThat(everywhere(plan(text(Header.NONE), LAST), "1|a|pending$2%").shown())
        .isEqualTo("1|a$2 !22P04");
  }

  /** Behind a carriage return the server reads on before it looks at the row. */
  @Test
  void aWrongRowPassesToItsEnd() {
    CopyPlan text = plan(text(Header.NONE), LAST);

    assertThat(everywhere(text, "1|a|x%$2|b|pending%$").shown()).isEqualTo("1|a%$ !TR002");
    assertThat(everywhere(text, "1|a|pending%$2|b|x%$").shown()).isEqualTo("1|a%$2|b%$ !TR002");
    assertThat(everywhere(text, "1|a|pending%2|b|x%").shown()).isEqualTo("1|a%2|b%  !TR002");
    assertThat(everywhere(text, "1|a|pending%2|b|x").shown()).isEqualTo("1|a%2|b%  !TR002");
    assertThat(everywhere(plan(csv(), LAST), "1,a,pending%$2,b,x").shown())
        .isEqualTo("1,a%$2,b%$ !TR002");
  }

  @Test
  void missingDataIsNamedAsInTheTarget() {
    assertThat(everywhere(plan(text(Header.NONE), LAST), "1|a$").error().message())
        .isEqualTo("missing data for column \"c\"");
    assertThat(everywhere(plan(text(Header.NONE), FIRST), "pending$").error().message())
        .isEqualTo("missing data for column \"id\"");
  }

  @Test
  void whatIsDiscardedIsToldOnce() {
    CopyField discarding = new CopyField(2, V, false, NULL, null, DISCARDED, false, false);

    Result result = everywhere(plan(text(Header.NONE), discarding), "1|a|x$2|b|pending$3|c|y$");

    assertThat(result.shown()).isEqualTo("1|a$2|b$3|c$");
    assertThat(result.notices()).containsExactly(DISCARDED);
    assertThat(everywhere(plan(text(Header.NONE), discarding), "1|a|pending$").notices()).isEmpty();
    assertThat(everywhere(plan(text(Header.NONE), discarding), "1|a|\\N$").error())
        .isEqualTo(NULL.in("COPY orders, line 1"));
  }

  @Test
  void twoColumnsAreTakenOut() {
    CopyPlan plan =
        new CopyPlan(
            "orders", text(Header.NONE), List.of("c", "id", "d"), List.of(field(0), field(2)));

    assertThat(everywhere(plan, "pending|1|pending$pending||pending$").shown()).isEqualTo("1$$");
    assertThat(everywhere(plan, "pending|1$").error().message())
        .isEqualTo("missing data for column \"d\"");
    assertThat(everywhere(plan, "pending|1|shipped$").error().sqlState()).isEqualTo("TR002");
  }

  @Test
  void theEndOfCsvDataIsThatOfTheServersVersion() {
    CopyPlan plan = new CopyPlan("t", csv(), List.of("id", "c"), List.of(field(1)));
    CopyPlan first = new CopyPlan("t", csv(), List.of("c", "id"), List.of(field(0)));

    version = 17;
    assertThat(everywhere(plan, "1,pending$\\.$x,y,z$").shown()).isEqualTo("1$\\.$x,y,z$");
    assertThat(everywhere(first, "pending,1$\\.$x,y,z$").shown()).isEqualTo("1$\\.$x,y,z$");
    assertThat(everywhere(plan, "\\.,pending$").error().sqlState()).isEqualTo("TR001");
    assertThat(everywhere(first, "pending,\\.$").error().sqlState()).isEqualTo("TR001");
    assertThat(everywhere(first, "pending,\"\\.\"$").shown()).isEqualTo("\"\\.\"$");
    version = 18;
    assertThat(everywhere(plan, "\\.,pending$").shown()).isEqualTo("\\.$");
    assertThat(everywhere(plan, "\\.$").error().message())
        .isEqualTo("missing data for column \"c\"");
  }

  @Test
  void anEndMarkerWithinARowIsNoRowBefore18() {
    version = 14;
    CopyPlan plan = plan(text(Header.NONE), LAST);

    assertThat(everywhere(plan, "1|a|pending\\.$").error().sqlState()).isEqualTo("TR001");
    assertThat(everywhere(plan, "1|a\\.|pending$").error().message())
        .isEqualTo("end-of-copy marker corrupt");
  }

  @Test
  void aFieldIsNotKeptAsAWhole() {
    byte[] data = ("1\ta\t" + "x".repeat(1 << 20) + "\n").getBytes(StandardCharsets.UTF_8);

    Result result = run(plan(text(Header.NONE), LAST), data, StandardCharsets.UTF_8, 500_000);

    assertThat(result.error().sqlState()).isEqualTo("TR002");
  }

  @Test
  void aLongHeaderIsNotKeptAsAWhole() {
    byte[] data = "x".repeat(1 << 18).getBytes(StandardCharsets.UTF_8);

    Result result = run(plan(csv('"', '"', Header.MATCH), LAST), data, StandardCharsets.UTF_8);

    assertThat(result.error().sqlState()).isEqualTo("TR005");
  }

  @Test
  void theValueIsComparedInTheDatasEncoding() {
    HeldValue umlaut = new HeldValue("offen, für Öl", new byte[0], Family.OTHER);
    CopyField field = new CopyField(2, umlaut, false, NULL, OTHER, null, false, false);
    byte[] data = "1\tÄ\toffen, für Öl\n".getBytes(StandardCharsets.ISO_8859_1);

    Result result = run(plan(text(Header.NONE), field), data, StandardCharsets.ISO_8859_1);

    assertThat(result.passed()).isEqualTo("1\tÄ\n");
    assertThat(result.error()).isNull();
  }

  /** In a number a client writes a byte of the server's encoding. */
  @Test
  void aByteThatIsWrittenAsANumberIsOfTheServersEncoding() {
    HeldValue umlaut = new HeldValue("Öl", new byte[0], Family.OTHER);
    CopyPlan plan =
        plan(text(Header.NONE), new CopyField(2, umlaut, false, NULL, OTHER, null, false, false));
    byte[] latin = "1\ta\t\\326l\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf = "1\ta\t\\303\\226l\n".getBytes(StandardCharsets.UTF_8);
    byte[] ascii = "1\ta\tÖ\\154\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(run(plan, latin, StandardCharsets.ISO_8859_1).error()).isNotNull();
    assertThat(run(plan, ascii, StandardCharsets.ISO_8859_1).error()).isNull();
    assertThat(run(plan, utf, StandardCharsets.UTF_8).error()).isNull();
  }

  @Test
  void aBinaryValueIsInTheDatasEncoding() {
    HeldValue umlaut = new HeldValue("Öl", "Öl".getBytes(StandardCharsets.UTF_8), Family.OTHER);
    CopyField field = new CopyField(2, umlaut, false, NULL, OTHER, null, false, false);
    CopyFormat format = new CopyFormat(Kind.BINARY, '\t', '"', '"', "", null, Header.NONE, null);
    byte[] utf = binary("signature 0003 ffffffff ffffffff 00000003 c3966c ffff");
    byte[] latin = binary("signature 0003 ffffffff ffffffff 00000002 d66c ffff");
    CopyPlan plan = plan(format, field);

    assertThat(run(plan, utf, StandardCharsets.UTF_8).error()).isNull();
    assertThat(run(plan, latin, StandardCharsets.ISO_8859_1).error()).isNull();
    assertThat(run(plan, utf, StandardCharsets.ISO_8859_1).error()).isNotNull();
    assertThat(run(plan, latin, StandardCharsets.UTF_8).error()).isNotNull();
    assertThat(run(plan, latin, StandardCharsets.US_ASCII).error()).isNotNull();
  }

  private static byte[] binary(String hex) {
    return HexFormat.of()
        .parseHex(
            hex.replace("signature", "5047434f50590aff0d0a000000000000000000")
                .replace("pending", "0000000770656e64696e67")
                .replace(" ", ""));
  }

  private Result binary(CopyField field, String hex) {
    CopyFormat format = new CopyFormat(Kind.BINARY, '\t', '"', '"', "", null, Header.NONE, null);
    return everywhere(plan(format, field), binary(hex));
  }

  private static String hex(Result result) {
    assertThat(result.error()).isNull();
    return HexFormat.of().formatHex(result.passed().getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "signature ffff, signature ffff",
    "signature, signature",
    "signature 0003 00000001aa ffffffff pending ffff, signature 0002 00000001aa ffffffff ffff",
    "signature 0003 00000001aa 00000000 pending 0003 ffffffff ffffffff pending,"
        + " signature 0002 00000001aa 00000000 0002 ffffffff ffffffff",
    "signature ffff 0003 00, signature ffff 0003 00",
    "00112233445566778899aabbccddeeff00112233445566, 00112233445566778899aabbccddeeff00112233445566",
    "5047434f50590aff0d0a00 00000000 00000003 abcdef 0003 ffffffff ffffffff pending,"
        + " 5047434f50590aff0d0a00 00000000 00000003 abcdef 0002 ffffffff ffffffff",
  })
  void binaryWithTheColumnLast(String data, String passed) {
    assertThat(hex(binary(LAST, data))).isEqualTo(HexFormat.of().formatHex(binary(passed)));
  }

  @Test
  void binaryWithTheColumnFirst() {
    assertThat(hex(binary(FIRST, "signature 0003 pending 00000001aa ffffffff ffff")))
        .isEqualTo(HexFormat.of().formatHex(binary("signature 0002 00000001aa ffffffff ffff")));
  }

  @ParameterizedTest
  @CsvSource({
    "signature 0003 ffffffff ffffffff ffffffff, 23502, null value",
    "signature 0003 ffffffff ffffffff 00000001aa, TR002, another value",
    "signature 0003 ffffffff ffffffff 00000000, TR002, another value",
    "signature 0002 ffffffff ffffffff, 22P04, 'row field count is 2, expected 3'",
    "signature 0003 ffffffff ffffffff fffffffe, 22P04, invalid field size",
    "signature 0003 ffffffff ffffffff 00000007 7065, 22P04, unexpected EOF in COPY data",
    "signature 0003 ffffffff ffffffff 0000, 22P04, unexpected EOF in COPY data",
  })
  void binaryThatIsNotAccepted(String data, String sqlState, String message) {
    SqlError error = binary(LAST, data).error();

    assertThat(error.sqlState()).isEqualTo(sqlState);
    assertThat(error.message()).isEqualTo(message);
    assertThat(error.context()).isEqualTo("COPY orders, line 1");
  }

  @Test
  void aPlanTakesOutSomeFieldsOnly() {
    List<String> one = List.of("c");
    assertThatThrownBy(() -> new CopyPlan("t", csv(), one, List.of(field(0))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CopyPlan("t", csv(), List.of("id", "c"), List.of(field(2))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
