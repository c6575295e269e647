package io.trestle.proxy.admin;

import io.trestle.proxy.auth.ScramVerifier;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the console, from a file: lines {@code "name" "SCRAM-SHA-256$…" role}, of which the
 * role is viewer or operator; empty lines and those that begin with {@code #} are left out.
 * Thread-safe.
 */
public final class AdminUsers {

  /** What a user may do. */
  public enum Role {
    /** SHOW. */
    VIEWER,
    /** Everything. */
    OPERATOR
  }

  /** A user. */
  record User(String name, ScramVerifier verifier, Role role) {}

  private static final int MAX_BYTES = 1 << 20;
  private static final String QUOTED = "\"((?:[^\"]|\"\")*+)\"";
  private static final Pattern LINE =
      Pattern.compile("\\s*" + QUOTED + "\\s+" + QUOTED + "\\s+(\\S+)\\s*");

  private final Path file;
  private volatile Map<String, User> users;

  private AdminUsers(Path file, Map<String, User> users) {
    this.file = file;
    this.users = users;
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read, or something is wrong in it; the message is {@code
   *     FILE:LINE: what}, and never has a verifier in it
   */
  public static AdminUsers open(Path file) throws IOException {
    return new AdminUsers(file, read(file));
  }

  /** Reads the file again; where it is wrong the users before stay. See {@link #open}. */
  public void reload() throws IOException {
    users = read(file);
  }

  /** How many there are. */
  public int size() {
    return users.size();
  }

  @Nullable User find(String name) {
    return users.get(name);
  }

  private static Map<String, User> read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + ": longer than " + MAX_BYTES + " bytes");
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException notUtf8) {
      throw new IOException(file + ": is not UTF-8", notUtf8);
    }
    Map<String, User> users = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        String place = file + ":" + (i + 1) + ": ";
        User user = user(line, place);
        if (users.put(user.name(), user) != null) {
          throw new IOException(place + "the user \"" + user.name() + "\" is there twice");
        }
      }
    }
    return Map.copyOf(users);
  }

  private static User user(String line, String place) throws IOException {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IOException(place + "expected \"name\" \"SCRAM-SHA-256$…\" viewer|operator");
    }
    String name = matcher.group(1).replace("\"\"", "\"");
    if (name.isEmpty()) {
      throw new IOException(place + "the name is empty");
    }
    Role role =
        switch (matcher.group(3)) {
          case "viewer" -> Role.VIEWER;
          case "operator" -> Role.OPERATOR;
          default ->
              throw new IOException(
                  place + "unknown role \"" + matcher.group(3) + "\", expected viewer or operator");
        };
    ScramVerifier verifier = ScramVerifier.parse(matcher.group(2));
    if (verifier == null) {
      throw new IOException(
          place + "the verifier of \"" + name + "\" is none; expected SCRAM-SHA-256$…");
    }
    return new User(name, verifier, role);
  }

  @Override
  public String toString() {
    return "AdminUsers[" + file + ", " + users.size() + "]";
  }
}
