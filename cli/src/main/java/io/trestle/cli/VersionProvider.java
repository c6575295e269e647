package io.trestle.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar, and the JVM it runs on. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "trestle " + (version == null ? "(not from a jar)" : version),
      "java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
