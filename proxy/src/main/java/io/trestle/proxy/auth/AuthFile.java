package io.trestle.proxy.auth;

import io.trestle.proxy.files.FileWatch;
import io.trestle.proxy.files.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifiers from a file, read again when it changes. A line is {@code "role" "verifier"}, as in
 * PgBouncer's; a quote within a name is doubled; a line that begins with {@code ;} is a comment.
 */
final class AuthFile implements VerifierSource {

  private static final long MAX_BYTES = 64L << 20;
  private static final Pattern LINE = Pattern.compile("\"((?:[^\"]|\"\")+)\"\\s+\"([^\"]*)\"\\s*");

  private final Path file;
  private volatile Map<String, ScramVerifier> verifiers = Map.of();

  private AuthFile(Path file) {
    this.file = file;
  }

  static AuthFile open(Path file, FileWatch watch) throws IOException {
    AuthFile source = new AuthFile(file);
    watch.readAndWatch("file of verifiers", List.of(file), source::read);
    return source;
  }

  private void read() throws IOException {
    Map<String, ScramVerifier> found = new HashMap<>();
    int number = 0;
    for (String line : lines()) {
      number++;
      if (line.isBlank() || line.startsWith(";")) {
        continue;
      }
      Matcher form = LINE.matcher(line);
      if (!form.matches()) {
        throw wrong(number, "not of the form \"role\" \"SCRAM-SHA-256$...\"");
      }
      ScramVerifier verifier = ScramVerifier.parse(form.group(2));
      String role = form.group(1).replace("\"\"", "\"");
      if (verifier == null) {
        throw wrong(number, "no SCRAM verifier; expected pg_authid.rolpassword, SCRAM-SHA-256$...");
      }
      if (found.put(role, verifier) != null) {
        throw wrong(number, "role \"" + role + "\" has a line before");
      }
    }
    verifiers = Map.copyOf(found);
  }

  private List<String> lines() throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidFileException(file + " has more than " + MAX_BYTES + " bytes");
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException missing) {
      throw new InvalidFileException(file + " cannot be read: no such file", missing);
    }
  }

  /** Never with the line itself, which may hold a password. */
  private IOException wrong(int number, String what) {
    return new InvalidFileException(file + ":" + number + ": " + what);
  }

  @Override
  public CompletableFuture<@Nullable ScramVerifier> verifier(String role) {
    return CompletableFuture.completedFuture(verifiers.get(role));
  }

  @Override
  public String toString() {
    return "AuthFile[" + file + "]";
  }
}
