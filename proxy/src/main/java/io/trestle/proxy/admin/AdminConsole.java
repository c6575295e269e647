package io.trestle.proxy.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandler;
import io.trestle.proxy.Operations;
import io.trestle.proxy.session.Console;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The console: a database named {@link #DATABASE} on the proxy's own listener, for the users of a
 * file, who prove their passwords by SCRAM-SHA-256. Thread-safe.
 */
public final class AdminConsole implements Console {

  /** The database that clients ask for. A database of that name at the server is not reached. */
  public static final String DATABASE = "trestle";

  /** What drivers are told: a version whose protocol and settings they know. */
  static final String SERVER_VERSION = "16.0";

  /** How many clients may be connected. */
  static final int MAX_CLIENTS = 100;

  static final String VERSION_TEXT = "Trestle " + version();

  private final Operations operations;
  private final Commands commands;
  private final AdminUsers users;
  private final AtomicInteger clients = new AtomicInteger();

  /**
   * @param operations what is seen and done
   * @param rules what RELOAD reads again
   */
  public AdminConsole(Operations operations, OperatedRules rules, AdminUsers users) {
    this.operations = operations;
    this.commands = new Commands(operations, rules, users);
    this.users = users;
  }

  private static String version() {
    String version = AdminConsole.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }

  @Override
  public boolean isFor(StartupMessage message) {
    return message.database().equals(DATABASE);
  }

  @Override
  public ChannelInboundHandler handler(StartupMessage message, Channel client, SocketAddress peer) {
    return new ConsoleHandler(this, message, peer);
  }

  Commands commands() {
    return commands;
  }

  AdminUsers users() {
    return users;
  }

  Duration loginDeadline() {
    return operations.loginDeadline();
  }

  /** One client more; false where there are too many. */
  boolean enter() {
    return clients.incrementAndGet() <= MAX_CLIENTS;
  }

  void leave() {
    clients.decrementAndGet();
  }

  @Override
  public void close() {
    commands.close();
  }
}
