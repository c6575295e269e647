package io.trestle.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.proxy.auth.ScramVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminUsersTest {

  private static final String VERIFIER = ScramVerifier.of("secret").encoded();

  @TempDir private Path folder = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("users"), text.replace("VERIFIER", VERIFIER));
  }

  @Test
  void readsNamesVerifiersAndRoles() throws Exception {
    AdminUsers users =
        AdminUsers.open(
            file("# who\n\n\"anna\" \"VERIFIER\" operator\n \"a \"\"b\"\"\"\t\"VERIFIER\" viewer"));

    assertThat(users.size()).isEqualTo(2);
    assertThat(users.find("anna").role()).isEqualTo(AdminUsers.Role.OPERATOR);
    assertThat(users.find("a \"b\"").role()).isEqualTo(AdminUsers.Role.VIEWER);
    assertThat(users.find("bert")).isNull();
  }

  @Test
  void aWrongFileLeavesTheUsersBefore() throws Exception {
    AdminUsers users = AdminUsers.open(file("\"anna\" \"VERIFIER\" operator"));
    Path file = file("\"anna\" \"VERIFIER\" operator\n\"bert\" \"VERIFIER\" king");

    assertThatThrownBy(users::reload)
        .hasMessage(file + ":2: unknown role \"king\", expected viewer or operator");
    assertThat(users.find("anna")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anna \"VERIFIER\" viewer | expected \"name\"",
        "\"anna\" \"secret\" viewer | the verifier of \"anna\" is none",
        "\"\" \"VERIFIER\" viewer | the name is empty",
        "\"anna\" \"VERIFIER\" | expected \"name\""
      })
  void saysWhatIsWrongAndNeverTheSecret(String line, String what) throws Exception {
    Path file = file(line);

    assertThatThrownBy(() -> AdminUsers.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ":1: ")
        .hasMessageContaining(what)
        .hasMessageNotContaining("\"secret\"")
        .hasMessageNotContaining(VERIFIER);
  }

  @Test
  void aUserIsThereOnce() throws Exception {
    Path file = file("\"anna\" \"VERIFIER\" viewer\n\"anna\" \"VERIFIER\" operator");

    assertThatThrownBy(() -> AdminUsers.open(file)).hasMessageContaining(":2: the user \"anna\"");
  }
}
