package io.trestle.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.trestle.engine.Outcome.ParameterType;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

  private static final ByteBufAllocator HEAP = UnpooledByteBufAllocator.DEFAULT;

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return bytes;
  }

  private static ByteBuf message(char type, Object... parts) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(type).writeInt(0);
    for (Object part : parts) {
      if (part instanceof String text) {
        out.writeCharSequence(text, StandardCharsets.UTF_8);
      } else if (part instanceof Short number) {
        out.writeShort(number);
      } else {
        out.writeInt((Integer) part);
      }
    }
    return out.setInt(1, out.readableBytes() - 1);
  }

  private static short s(int value) {
    return (short) value;
  }

  @Test
  void parseIsReadAndWritten() {
    ByteBuf in = message('P', "name\0SELECT 1\0", s(2), 23, 0);

    ParseMessage parse = ParseMessage.read(in, 0, in.readableBytes());

    assertThat(parse).isNotNull();
    assertThat(parse.name()).isEqualTo("name");
    assertThat(parse.oids(in)).containsExactly(23, 0);
    byte[] text = ByteBufUtil.getBytes(in, parse.textStart(), parse.textEnd() - parse.textStart());
    assertThat(bytes(ParseMessage.write(HEAP, "name", text, parse.oids(in))))
        .isEqualTo(ByteBufUtil.getBytes(in));
  }

  @Test
  void aMalformedParseIsNobodysToGuess() {
    for (ByteBuf in :
        new ByteBuf[] {
          message('P', "name"),
          message('P', "name\0SELECT 1"),
          message('P', "name\0SELECT 1\0"),
          message('P', "name\0SELECT 1\0", s(2), 23),
          message('P', "name\0SELECT 1\0", s(0), 23),
          message('P', "name\0SELECT 1\0", s(65535))
        }) {
      assertThat(ParseMessage.read(in, 0, in.readableBytes())).isNull();
    }
  }

  @Test
  void declaredTypesAreAddedAndNeverOverridden() {
    List<ParameterType> third = List.of(new ParameterType(3, 25));

    assertThat(ParseMessage.declare(new int[0], third)).containsExactly(0, 0, 25);
    assertThat(ParseMessage.declare(new int[] {23}, third)).containsExactly(23, 0, 25);
    assertThat(ParseMessage.declare(new int[] {23, 0, 0, 17}, third))
        .containsExactly(23, 0, 25, 17);
    assertThat(ParseMessage.declare(new int[] {23, 0, 1043}, third)).containsExactly(23, 0, 1043);
    int[] client = {0, 0, 0};
    ParseMessage.declare(client, third);
    assertThat(client).as("the client's own list stays").containsExactly(0, 0, 0);
  }

  @Test
  void theHeadOfABindIsReadWithoutItsRest() {
    ByteBuf in = message('B', "portal\0statement\0", s(0), s(0), s(0));
    int head = 5 + "portal\0statement\0".length();

    for (int available = 5; available < head; available++) {
      assertThat(BindMessage.read(in, 0, available)).as(available + " bytes").isNull();
    }
    assertThat(BindMessage.read(in, 0, head))
        .isEqualTo(new BindMessage("portal", "statement", head));
    assertThat(BindMessage.more(5, 1_000)).isEqualTo(64);
    assertThat(BindMessage.more(64, 1_000)).isEqualTo(128);
    assertThat(BindMessage.more(800, 1_000)).isEqualTo(1_000);
  }

  @Test
  void theHeadOfABindIsWrittenWithAnotherName() {
    ByteBuf in = message('B', "p\0s\0", s(0), s(0), s(0));
    BindMessage bind = BindMessage.read(in, 0, in.readableBytes());

    ByteBuf head = bind.writeHead(HEAP, in.readableBytes(), "trestle_12");

    head.writeBytes(in, bind.length(), in.readableBytes() - bind.length());
    assertThat(bytes(head)).isEqualTo(bytes(message('B', "p\0trestle_12\0", s(0), s(0), s(0))));
  }

  @ParameterizedTest
  @CsvSource({"0,false,false", "1,true,true", "2,false,true"})
  void formatCodesComeAsNoneOneOrAll(int codes, boolean firstBinary, boolean secondBinary) {
    Object[] parts =
        switch (codes) {
          case 0 -> new Object[] {s(0), s(2), 1, "a", -1, s(0)};
          case 1 -> new Object[] {s(1), s(1), s(2), 1, "a", -1, s(0)};
          default -> new Object[] {s(2), s(0), s(1), s(2), 1, "a", -1, s(0)};
        };
    ByteBuf in = message('B', parts);

    BoundParameters parameters =
        BoundParameters.read(in, 5, in.readableBytes(), new int[0], ClientEncoding.UTF8);

    assertThat(parameters).isNotNull();
    assertThat(parameters.count()).isEqualTo(2);
    assertThat(parameters.isBinary(1)).isEqualTo(firstBinary);
    assertThat(parameters.isBinary(2)).isEqualTo(secondBinary);
    assertThat(parameters.bytes(1).get()).isEqualTo((byte) 'a');
    assertThat(parameters.bytes(2)).isNull();
  }

  @Test
  void malformedParametersAreNobodysToGuess() {
    for (ByteBuf in :
        new ByteBuf[] {
          message('B', s(0)),
          message('B', s(3), s(0), s(0)),
          message('B', s(0), s(1)),
          message('B', s(0), s(1), 5, "abcd"),
          message('B', s(0), s(1), -2, s(0)),
          message('B', s(0), s(1), Integer.MAX_VALUE, s(0)),
          message('B', s(2), s(0), s(0), s(1), -1, s(0)),
          message('B', s(65535), s(1))
        }) {
      assertThat(BoundParameters.read(in, 5, in.readableBytes(), new int[0], ClientEncoding.UTF8))
          .isNull();
    }
  }

  @Test
  void anErrorHasTheFieldsOfItsKind() {
    SqlError error =
        new SqlError("TR001", "mässage", "detail", "hint", 7, "schema", "table", "column");

    ByteBuf out = ErrorMessage.error(HEAP, ClientEncoding.UTF8, "ERROR", error);

    String expected =
        "SERROR\0VERROR\0CTR001\0Mmässage\0Ddetail\0Hhint\0P7\0sschema\0ttable\0ccolumn\0\0";
    assertThat(bytes(out)).isEqualTo(bytes(message('E', expected)));
    ByteBuf notice = ErrorMessage.notice(HEAP, ClientEncoding.UTF8, new SqlNotice("TR010", "gone"));
    assertThat(bytes(notice))
        .isEqualTo(bytes(message('N', "SWARNING\0VWARNING\0CTR010\0Mgone\0\0")));
  }

  @Test
  void onlyThePositionOfAnErrorIsMapped() {
    ByteBuf in = message('E', "SERROR\0C42703\0Mno P9\0P12\0p12\0qSELECT P3\0\0");

    ByteBuf out =
        ErrorMessage.mapPosition(HEAP, in, 0, in.readableBytes(), position -> position * 10);

    assertThat(bytes(out))
        .isEqualTo(bytes(message('E', "SERROR\0C42703\0Mno P9\0P120\0p12\0qSELECT P3\0\0")));
    ByteBuf without = message('E', "SERROR\0C42703\0\0");
    assertThat(ErrorMessage.mapPosition(HEAP, without, 0, without.readableBytes(), p -> p))
        .isNull();
    assertThat(ErrorMessage.read(in, 0, in.readableBytes(), 'C', ClientEncoding.UTF8))
        .isEqualTo("42703");
    assertThat(ErrorMessage.read(in, 0, in.readableBytes(), 'D', ClientEncoding.UTF8)).isNull();
  }

  @Test
  void mechanismsThatBindToAChannelAreLeftOut() {
    ByteBuf both = message('R', 10, "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0");
    ByteBuf one = message('R', 10, "SCRAM-SHA-256\0\0");
    ByteBuf md5 = message('R', 5, 0x01020304);

    assertThat(bytes(SaslMechanisms.withoutBinding(HEAP, both, 0, both.readableBytes())))
        .isEqualTo(ByteBufUtil.getBytes(one));
    assertThat(SaslMechanisms.withoutBinding(HEAP, one, 0, one.readableBytes())).isNull();
    assertThat(SaslMechanisms.withoutBinding(HEAP, md5, 0, md5.readableBytes())).isNull();
  }

  @Test
  void theEncodingsOfPostgresqlAreKnown() {
    assertThat(ClientEncoding.of("UTF8").charset()).isEqualTo(StandardCharsets.UTF_8);
    assertThat(ClientEncoding.of("SQL_ASCII").charset()).isEqualTo(StandardCharsets.ISO_8859_1);
    assertThat(ClientEncoding.of("SQL_ASCII", "UTF8").charset()).isEqualTo(StandardCharsets.UTF_8);
    assertThat(ClientEncoding.spelled("sql-ascii", "UTF8").charset())
        .isEqualTo(StandardCharsets.UTF_8);
    assertThat(ClientEncoding.of("LATIN1", "UTF8").charset())
        .isEqualTo(StandardCharsets.ISO_8859_1);
    assertThat(ClientEncoding.of("WIN1252").charset()).isEqualTo(Charset.forName("windows-1252"));
    assertThat(ClientEncoding.of("SJIS"))
        .matches(encoding -> encoding.charset() != null && !encoding.asciiSafe());
    assertThat(ClientEncoding.of("MULE_INTERNAL").charset()).isNull();
  }

  @Test
  void whatCannotBeReadOrWrittenExactlyIsSaidToBeSo() {
    assertThat(ClientEncoding.UTF8.decode(new byte[] {(byte) 0xe9})).isNull();
    assertThat(ClientEncoding.UTF8.decode("\uFFFD".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("\uFFFD");
    assertThat(ClientEncoding.of("LATIN1").encode("€")).isNull();
    assertThat(ClientEncoding.of("LATIN9").encode("€")).containsExactly(0xa4);
    assertThat(ClientEncoding.of("MULE_INTERNAL").decode(new byte[] {'a'})).isNull();
  }

  @Test
  void startupPacketsAreReadOneByOne() throws Exception {
    ByteBuf in = Unpooled.buffer();
    in.writeInt(8).writeInt(StartupPacket.SSL_CODE);
    in.writeInt(16).writeInt(StartupPacket.CANCEL_CODE).writeInt(7).writeInt(8);
    String parameters = "user\0me\0options\0-c a=b\0\0";
    in.writeInt(8 + parameters.length())
        .writeInt(3 << 16)
        .writeCharSequence(parameters, StandardCharsets.UTF_8);
    in.writeInt(8);

    assertThat(StartupPacket.read(in)).isEqualTo(new StartupPacket.EncryptionRequest(false));
    assertThat(StartupPacket.read(in))
        .isInstanceOfSatisfying(
            StartupPacket.CancelRequest.class,
            cancel -> {
              assertThat(cancel.processId()).isEqualTo(7);
              assertThat(cancel.secret()).containsExactly(0, 0, 0, 8);
            });
    assertThat(StartupPacket.read(in))
        .isInstanceOfSatisfying(
            StartupPacket.StartupMessage.class,
            startup -> {
              assertThat(startup.user()).isEqualTo("me");
              assertThat(startup.database()).isEqualTo("me");
              assertThat(startup.parameters()).containsEntry("options", "-c a=b");
            });
    assertThat(StartupPacket.read(in)).isNull();
    assertThat(in.readableBytes()).isEqualTo(4);
    in.clear().writeInt(12).writeInt(StartupPacket.CANCEL_CODE).writeInt(7);
    assertThatThrownBy(() -> StartupPacket.read(in)).isInstanceOf(MalformedMessageException.class);
  }
}
