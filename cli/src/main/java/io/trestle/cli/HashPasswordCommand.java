package io.trestle.cli;

import io.trestle.proxy.auth.ScramVerifier;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trestle hash-password}: makes a line for the file of the console's users. */
@Command(
    name = "hash-password",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a line for the file that `trestle proxy --admin-users` reads.",
      "",
      "Reads the password from the terminal, without showing it, or the first line of standard"
          + " input. The line holds a SCRAM-SHA-256 verifier, from which the password cannot be"
          + " told; keep it from others all the same.",
      ""
    },
    footerHeading = "%n",
    footer = {"Example:", "  trestle hash-password --role operator anna >> admin-users"})
final class HashPasswordCommand implements Callable<Integer> {

  /** Who a line is for. */
  enum Role {
    viewer,
    operator
  }

  @Parameters(paramLabel = "NAME", description = "The user's name.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "viewer: may SHOW; operator: may do everything. Default: ${DEFAULT-VALUE}.",
      defaultValue = "viewer")
  private Role role = Role.viewer;

  @Spec private CommandSpec spec;

  private final InputStream stdin;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  HashPasswordCommand(InputStream stdin) {
    this.stdin = stdin;
  }

  @Override
  public Integer call() throws CommandFailedException, IOException {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw CommandFailedException.badInput("the name is empty or has control characters", null);
    }
    String password = password();
    if (password == null || password.isEmpty()) {
      throw CommandFailedException.badInput("no password was given", null);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "\"%s\" \"%s\" %s%n",
        name.replace("\"", "\"\""), ScramVerifier.of(password).encoded(), role.name());
    out.flush();
    return 0;
  }

  private @Nullable String password() throws CommandFailedException, IOException {
    Console console = stdin == System.in ? terminal() : null;
    if (console == null) {
      return new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8)).readLine();
    }
    char[] first = console.readPassword("Password: ");
    char[] again = console.readPassword("Once more: ");
    if (first == null || !Arrays.equals(first, again)) {
      throw CommandFailedException.badInput("the two passwords differ", null);
    }
    return new String(first);
  }

  /** From Java 22 on there is a console where there is no terminal, too, and a method to tell. */
  private static @Nullable Console terminal() {
    Console console = System.console();
    if (console == null) {
      return null;
    }
    try {
      Object terminal = Console.class.getMethod("isTerminal").invoke(console);
      return Boolean.TRUE.equals(terminal) ? console : null;
    } catch (ReflectiveOperationException before22) {
      return console;
    }
  }
}
