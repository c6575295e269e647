package io.trestle.bench.standin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/**
 * Sockets on which a PostgreSQL server has said all that it says before the first statement, and
 * then, to whatever it is asked, that the database is {@link StandInConnection#DATABASE}. By name,
 * for pgjdbc's {@code socketFactory}.
 */
public final class CannedSockets extends SocketFactory {

  /** What version 18 reports at the start of a session. */
  private static final String[][] REPORTED = {
    {"server_version", "18.0"},
    {"server_encoding", "UTF8"},
    {"client_encoding", "UTF8"},
    {"application_name", "PostgreSQL JDBC Driver"},
    {"default_transaction_read_only", "off"},
    {"in_hot_standby", "off"},
    {"integer_datetimes", "on"},
    {"standard_conforming_strings", "on"},
    {"search_path", "\"$user\", public"},
    {"DateStyle", "ISO, MDY"},
    {"IntervalStyle", "postgres"},
    {"TimeZone", "UTC"},
    {"is_superuser", "off"},
    {"session_authorization", "bench"},
    {"scram_iterations", "4096"},
  };

  private static final int LENGTH = 4;
  private static final int NAME_OID = 19;
  private static final int NAME_SIZE = 64;

  /** For pgjdbc. */
  public CannedSockets() {}

  @Override
  public Socket createSocket() {
    return new Canned();
  }

  @Override
  public Socket createSocket(String host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    return createSocket();
  }

  /** AuthenticationOk, ParameterStatus for each, BackendKeyData, ReadyForQuery. */
  private static byte[] greeting() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      message(out, 'R', new byte[4]);
      for (String[] each : REPORTED) {
        message(out, 'S', (each[0] + "\0" + each[1] + "\0").getBytes(StandardCharsets.US_ASCII));
      }
      message(out, 'K', new byte[8]);
      message(out, 'Z', new byte[] {'I'});
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** What is said to {@code SELECT current_catalog}: all that pgjdbc asks of its own accord. */
  private static byte[] database() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      message(out, '1', new byte[0]);
      message(out, '2', new byte[0]);
      ByteArrayOutputStream row = new ByteArrayOutputStream();
      try (DataOutputStream columns = new DataOutputStream(row)) {
        columns.writeShort(1);
        columns.writeBytes("current_catalog\0");
        columns.write(new byte[6]); // of no table
        columns.writeInt(NAME_OID);
        columns.writeShort(NAME_SIZE);
        columns.writeInt(-1);
        columns.writeShort(0);
      }
      message(out, 'T', row.toByteArray());
      row.reset();
      try (DataOutputStream values = new DataOutputStream(row)) {
        values.writeShort(1);
        values.writeInt(StandInConnection.DATABASE.length());
        values.writeBytes(StandInConnection.DATABASE);
      }
      message(out, 'D', row.toByteArray());
      message(out, 'C', "SELECT 1\0".getBytes(StandardCharsets.US_ASCII));
      message(out, 'Z', new byte[] {'I'});
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
    out.write(type);
    out.writeInt(LENGTH + body.length);
    out.write(body);
  }

  private static final class Canned extends Socket {
    private final InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(greeting()),
            new SequenceInputStream(
                new ByteArrayInputStream(database()), new ByteArrayInputStream(database())));
    private boolean connected;

    @Override
    public void connect(SocketAddress endpoint, int timeout) {
      connected = true;
    }

    @Override
    public boolean isConnected() {
      return connected;
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }
  }
}
