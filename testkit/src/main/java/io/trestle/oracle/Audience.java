package io.trestle.oracle;

/** What sessions know of the column under migration. */
public enum Audience {
  /** The session knows the column: the reference is the target database. */
  KNOWS("orders-v2"),
  /** The session does not: the reference is the database without the column. */
  UNAWARE("orders-v1");

  private final String applicationName;

  Audience(String applicationName) {
    this.applicationName = applicationName;
  }

  /** The application_name of its sessions. */
  public String applicationName() {
    return applicationName;
  }
}
