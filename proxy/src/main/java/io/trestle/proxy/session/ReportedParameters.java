package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.trestle.proxy.wire.ClientEncoding;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server reports of a session's settings and the engine has to know. While a statement is
 * being analysed the session's state belongs to another thread: reports then wait.
 */
final class ReportedParameters {

  private static final String CLIENT_ENCODING = "client_encoding";
  private static final String APPLICATION_NAME = "application_name";
  private static final String SEARCH_PATH = "search_path";
  private static final String STANDARD_CONFORMING_STRINGS = "standard_conforming_strings";

  private static final String SERVER_ENCODING = "server_encoding";
  private static final String SERVER_VERSION = "server_version";

  private final Map<String, String> waiting = new LinkedHashMap<>();
  private int serverVersion;
  private String serverEncoding = "UTF8";
  private String clientEncoding = "UTF8";
  private @Nullable Charset charset = StandardCharsets.UTF_8;

  /** The server's major version; 0 until it has reported one. */
  int serverVersion() {
    return serverVersion;
  }

  /** The name of the encoding of the server's database. */
  String serverEncoding() {
    return serverEncoding;
  }

  private static int major(String version) {
    int end = 0;
    while (end < Math.min(version.length(), 4) && Character.isDigit(version.charAt(end))) {
      end++;
    }
    return end == 0 ? 0 : Integer.parseInt(version.substring(0, end));
  }

  /** Takes note of a report; all others are of no concern. */
  void reported(String name, ByteBuf value, @Nullable Treatment treatment, Statements statements) {
    switch (name) {
      case CLIENT_ENCODING -> {
        clientEncoding = value.toString(StandardCharsets.US_ASCII);
        charset = ClientEncoding.of(clientEncoding, serverEncoding).charset();
        waiting.put(name, clientEncoding);
      }
      case SERVER_ENCODING -> {
        serverEncoding = value.toString(StandardCharsets.US_ASCII);
        charset = ClientEncoding.of(clientEncoding, serverEncoding).charset();
        waiting.put(CLIENT_ENCODING, clientEncoding);
      }
      case APPLICATION_NAME ->
          waiting.put(
              name, value.toString(charset == null ? StandardCharsets.ISO_8859_1 : charset));
      case SEARCH_PATH ->
          waiting.put(
              name, value.toString(charset == null ? StandardCharsets.ISO_8859_1 : charset));
      case STANDARD_CONFORMING_STRINGS ->
          waiting.put(name, value.toString(StandardCharsets.US_ASCII));
      case SERVER_VERSION -> {
        serverVersion = major(value.toString(StandardCharsets.US_ASCII));
        return;
      }
      default -> {
        return;
      }
    }
    apply(treatment, statements);
  }

  /** Applies what waits, unless there is nobody to be told yet or an analysis is under way. */
  void apply(@Nullable Treatment treatment, Statements statements) {
    if (treatment == null || treatment.analysing() || waiting.isEmpty()) {
      return;
    }
    if (waiting.containsKey(CLIENT_ENCODING) || waiting.containsKey(STANDARD_CONFORMING_STRINGS)) {
      statements.pin();
    }
    waiting.forEach(
        (name, value) -> {
          switch (name) {
            case CLIENT_ENCODING -> treatment.encoding(ClientEncoding.of(value, serverEncoding));
            case APPLICATION_NAME -> treatment.state().applicationName(value);
            case SEARCH_PATH -> treatment.state().reportedSearchPath(value);
            default -> treatment.state().standardConformingStrings(value.equals("on"));
          }
        });
    waiting.clear();
  }
}
