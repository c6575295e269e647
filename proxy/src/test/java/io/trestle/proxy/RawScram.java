package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The steps of a client's SCRAM exchange, each as a test wants it. */
final class RawScram {

  static final String NONCE = "abcdefghijklmnopqr";

  private RawScram() {}

  /** The body of a SASLInitialResponse. */
  static byte[] initial(String mechanism, String message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.write((mechanism + "\0").getBytes(StandardCharsets.UTF_8));
    data.writeInt(message.length());
    data.write(message.getBytes(StandardCharsets.ISO_8859_1));
    return body.toByteArray();
  }

  /** Starts up, answers the offer of mechanisms, and gives what comes back. */
  static RawClient.Message first(RawClient client, String user, String mechanism, String message)
      throws IOException {
    client.startup(user, "postgres").send();
    assertThat(client.next().text()).contains("SCRAM-SHA-256");
    return client.message('p', initial(mechanism, message)).send().next();
  }

  /** Goes through an exchange up to server-first-message, without channel binding. */
  static String serverFirst(RawClient client, String user) throws IOException {
    RawClient.Message answer = first(client, user, "SCRAM-SHA-256", "n,,n=,r=" + NONCE);
    assertThat(answer.type()).as(answer.text()).isEqualTo('R');
    return answer.text().substring(4);
  }

  /** An attribute of a message. */
  static String attribute(String message, char name) {
    for (String each : message.split(",", -1)) {
      if (each.startsWith(name + "=")) {
        return each.substring(2);
      }
    }
    throw new AssertionError("no " + name + " in " + message);
  }

  /** Sends a client-final-message, and gives all that comes back. */
  static List<RawClient.Message> last(RawClient client, String message) throws IOException {
    return client.message('p', message).send().untilEnd();
  }
}
