package io.trestle.proxy.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandler;
import io.trestle.proxy.Operations;
import io.trestle.proxy.session.Console;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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

  private static final int MAX_PROCESS_ID = 1 << 22;
  private static final SecureRandom RANDOM = new SecureRandom();

  static final String VERSION_TEXT = "Trestle " + version();

  private final Operations operations;
  private final Commands commands;
  private final AdminUsers users;
  private final AtomicInteger clients = new AtomicInteger();
  private final Map<Key, Consumer<Runnable>> cancels = new ConcurrentHashMap<>();

  /** What a client has to show to cancel a command. */
  record Key(int processId, int secret) {}

  /**
   * @param operations what is seen and done
   * @param rules what RELOAD reads again
   * @param migrations what SET PHASE moves
   */
  public AdminConsole(
      Operations operations, OperatedRules rules, AdminUsers users, MigrationControl migrations) {
    this.operations = operations;
    this.commands = new Commands(operations, rules, users, migrations);
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

  /**
   * A key by which a client cancels, until it is revoked.
   *
   * @param cancel has a command that it waits for stop, then runs what it is given
   */
  Key issue(Consumer<Runnable> cancel) {
    Key key;
    do {
      key = new Key(RANDOM.nextInt(MAX_PROCESS_ID), RANDOM.nextInt());
    } while (cancels.putIfAbsent(key, cancel) != null);
    return key;
  }

  void revoke(Key key) {
    cancels.remove(key);
  }

  @Override
  public boolean cancel(int processId, byte[] secret, Runnable then) {
    if (secret.length != Integer.BYTES) {
      return false;
    }
    Consumer<Runnable> cancel = cancels.get(new Key(processId, ByteBuffer.wrap(secret).getInt()));
    if (cancel == null) {
      return false;
    }
    cancel.accept(then);
    return true;
  }

  @Override
  public void close() {
    commands.close();
  }
}
