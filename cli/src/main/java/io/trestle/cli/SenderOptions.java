package io.trestle.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --application-name} and {@code --user}: whose statement it is, for known-by. */
final class SenderOptions {

  @Option(
      names = "--application-name",
      paramLabel = "NAME",
      description = "The application_name of the session that sends the statement, for known-by.")
  private @Nullable String applicationName;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The user of that session, for known-by.")
  private @Nullable String user;

  Sender sender() {
    return new Sender(user, applicationName);
  }

  /** The sender that a source tells, where the command line does not say otherwise. */
  Sender over(Sender told) {
    return new Sender(
        user == null ? told.user() : user,
        applicationName == null ? told.applicationName() : applicationName);
  }
}
