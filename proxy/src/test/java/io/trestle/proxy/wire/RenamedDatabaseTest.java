package io.trestle.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A startup packet whose database is another one at the server. */
class RenamedDatabaseTest {

  private static StartupMessage message(String parameters) throws MalformedMessageException {
    byte[] body = parameters.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf packet = Unpooled.buffer();
    packet.writeInt(8 + body.length).writeInt(3 << 16 | 2).writeBytes(body);
    return (StartupMessage) StartupPacket.read(packet);
  }

  private static String renamed(String parameters) throws MalformedMessageException {
    byte[] packet = message(parameters).withDatabase("new");
    ByteBuf read = Unpooled.wrappedBuffer(packet);
    assertThat(read.readInt()).isEqualTo(packet.length);
    assertThat(read.readInt()).isEqualTo(3 << 16 | 2);
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theDatabaseIsReplacedAndAllElseStays() throws Exception {
    assertThat(renamed("user\0me\0database\0old\0options\0-c a=b\0\0"))
        .isEqualTo("user\0me\0options\0-c a=b\0database\0new\0\0");
  }

  @Test
  void aDatabaseThatIsNotNamedIsAdded() throws Exception {
    assertThat(renamed("user\0me\0\0")).isEqualTo("user\0me\0database\0new\0\0");
  }

  @Test
  void noDatabaseOfTheClientsIsLeft() throws Exception {
    assertThat(renamed("database\0a\0user\0me\0database\0b\0\0"))
        .isEqualTo("user\0me\0database\0new\0\0");
  }

  @Test
  void bytesThatAreNoUtf8StayAsTheyAre() throws Exception {
    assertThat(renamed("user\0m\u00ff\u00e4\0database\0old\0\0"))
        .isEqualTo("user\0m\u00ff\u00e4\0database\0new\0\0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "user", "user\0me", "user\0me\0", "user\0me\0database", "user\0me\0\0x"})
  void whatIsMalformedIsTheServersToRefuse(String parameters) throws Exception {
    StartupMessage message = message(parameters);

    assertThat(message.withDatabase("new")).isEqualTo(message.raw());
  }
}
