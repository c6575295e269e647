package io.trestle.proxy.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import io.trestle.engine.SqlError;
import io.trestle.proxy.auth.ScramException;
import io.trestle.proxy.auth.ScramLimits;
import io.trestle.proxy.auth.ScramServer;
import io.trestle.proxy.wire.MalformedMessageException;
import io.trestle.proxy.wire.MessageType;
import io.trestle.proxy.wire.SaslMessages;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the console: has it prove its password, then gives its messages, one at a time, to
 * a {@link ConsoleSession}. While a command is being run the messages behind it stay in the buffer;
 * the client is read on, so that its leaving is noticed; who sends too much meanwhile has to go.
 */
final class ConsoleHandler extends ByteToMessageDecoder {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleHandler.class);
  private static final int HEADER = 5;
  private static final int MAX_FRAME = 64 << 10;
  private static final int MAX_AHEAD = 4 * MAX_FRAME;
  private static final int PROTOCOL_MAJOR = 3;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;

  private final AdminConsole console;
  private final StartupMessage startup;
  private final SocketAddress peer;
  private AdminUsers.@Nullable User user;
  private @Nullable ScramServer scram;
  private boolean scramBegun;
  private @Nullable ConsoleSession session;
  private AdminConsole.@Nullable Key key;
  private @Nullable Future<?> deadline;
  private boolean entered;
  private boolean over;

  ConsoleHandler(AdminConsole console, StartupMessage startup, SocketAddress peer) {
    this.peer = peer;
    this.console = console;
    this.startup = startup;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ConsoleMessages messages = new ConsoleMessages(context.alloc());
    entered = true;
    if (!console.enter()) {
      fatal(context, "53300", "trestle: too many clients of the console");
      return;
    }
    short[] version = version();
    if (version[0] != PROTOCOL_MAJOR) {
      fatal(context, "0A000", "unsupported frontend protocol " + version[0] + "." + version[1]);
      return;
    }
    List<String> options =
        startup.parameters().keySet().stream().filter(name -> name.startsWith("_pq_.")).toList();
    if (version[1] > 0 || !options.isEmpty()) {
      messages.negotiate(options);
    }
    user = console.users().find(startup.user());
    scram = new ScramServer(null, ScramLimits.DEFAULTS); // not bound to a channel of TLS
    String mechanisms = String.join("\0", scram.mechanisms()) + "\0\0";
    byte[] offered = mechanisms.getBytes(StandardCharsets.US_ASCII);
    send(context, messages.authentication(SASL, offered));
    deadline =
        context
            .executor()
            .schedule(
                () -> fatal(context, "08006", "trestle: login took too long"),
                console.loginDeadline().toMillis(),
                TimeUnit.MILLISECONDS);
    context.channel().config().setAutoRead(true);
  }

  private short[] version() {
    ByteBuffer raw = ByteBuffer.wrap(startup.raw());
    return new short[] {raw.getShort(4), raw.getShort(6)};
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    ConsoleSession running = session;
    if (over) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (running != null && running.isWaiting()) {
      if (in.readableBytes() > MAX_AHEAD) {
        fatal(context, "54000", "trestle: too much was sent behind a command");
      }
      return;
    }
    if (in.readableBytes() < HEADER) {
      return;
    }
    byte type = in.getByte(in.readerIndex());
    int length = in.getInt(in.readerIndex() + 1);
    if (length < 4 || length > MAX_FRAME) {
      fatal(context, "08P01", "invalid length of a message: " + length);
      return;
    }
    if (in.readableBytes() < 1 + length) {
      return;
    }
    ByteBuf body = in.readSlice(1 + length).skipBytes(HEADER);
    if (running == null) {
      authenticate(context, type, body);
    } else if (type == MessageType.TERMINATE) {
      end(context);
    } else {
      running.message(type, body);
    }
  }

  private void authenticate(ChannelHandlerContext context, byte type, ByteBuf body) {
    ScramServer exchange = Objects.requireNonNull(scram);
    if (type != MessageType.PASSWORD) {
      fatal(context, "08P01", "expected an answer to the request for authentication");
      return;
    }
    try {
      ConsoleMessages messages = new ConsoleMessages(context.alloc());
      if (!scramBegun) {
        scramBegun = true;
        begin(exchange, body);
        byte[] first = exchange.serverFirst(startup.user(), user == null ? null : user.verifier());
        send(context, messages.authentication(SASL_CONTINUE, first));
      } else {
        exchange.clientFinal(rest(body));
        if (exchange.verified()) {
          welcome(context, messages.authentication(SASL_FINAL, exchange.serverFinal()));
        } else {
          String who = "for user \"" + startup.user() + "\"";
          turnAway(context, "28P01", "password authentication failed " + who);
        }
      }
    } catch (ScramException failed) {
      turnAway(context, failed.sqlState(), String.valueOf(failed.getMessage()));
    } catch (MalformedMessageException malformed) {
      turnAway(context, "08P01", String.valueOf(malformed.getMessage()));
    }
  }

  private void turnAway(ChannelHandlerContext context, String sqlState, String message) {
    LOG.atWarn().addKeyValue("client", peer).log("login to the console failed: {}", message);
    fatal(context, sqlState, message);
  }

  private static void begin(ScramServer exchange, ByteBuf body)
      throws ScramException, MalformedMessageException {
    int total = body.readableBytes() + HEADER;
    SaslMessages.InitialResponse response =
        SaslMessages.readInitialResponse(body, body.readerIndex() - HEADER, total);
    exchange.clientFirst(response.mechanism(), response.data());
  }

  private static byte[] rest(ByteBuf body) {
    byte[] rest = new byte[body.readableBytes()];
    body.readBytes(rest);
    return rest;
  }

  private void welcome(ChannelHandlerContext context, ConsoleMessages messages) {
    AdminUsers.User known = Objects.requireNonNull(user, "nobody proves to be nobody");
    if (deadline != null) {
      deadline.cancel(false);
    }
    session = new ConsoleSession(context, console.commands(), known, () -> proceed(context));
    LOG.atInfo()
        .addKeyValue("client", peer)
        .addKeyValue("user", known.name())
        .addKeyValue("role", known.role())
        .log("operator connected");
    messages.authentication(0, new byte[0]);
    parameters(known).forEach(messages::parameter);
    AdminConsole.Key issued = console.issue(then -> context.executor().execute(() -> cancel(then)));
    key = issued;
    send(context, messages.key(issued.processId(), issued.secret()).ready('I'));
  }

  private void cancel(Runnable then) {
    if (session != null) {
      session.cancel();
    }
    then.run();
  }

  private Map<String, String> parameters(AdminUsers.User known) {
    Map<String, String> parameters = new java.util.LinkedHashMap<>();
    parameters.put("server_version", AdminConsole.SERVER_VERSION);
    parameters.put("server_encoding", "UTF8");
    parameters.put("client_encoding", "UTF8");
    parameters.put("application_name", startup.parameters().getOrDefault("application_name", ""));
    parameters.put("session_authorization", known.name());
    parameters.put("is_superuser", "off");
    parameters.put("DateStyle", "ISO, MDY");
    parameters.put("IntervalStyle", "postgres");
    parameters.put("TimeZone", "UTC");
    parameters.put("integer_datetimes", "on");
    parameters.put("standard_conforming_strings", "on");
    return parameters;
  }

  /** A command has been answered: those behind it may be looked at. */
  private void proceed(ChannelHandlerContext context) {
    if (over || context.isRemoved()) {
      return;
    }
    try {
      channelRead(context, Unpooled.EMPTY_BUFFER);
    } catch (Exception failure) {
      exceptionCaught(context, failure);
    }
  }

  private static void send(ChannelHandlerContext context, ConsoleMessages messages) {
    ByteBuf bytes = messages.take();
    if (bytes != null) {
      context.writeAndFlush(bytes, context.voidPromise());
    }
  }

  private void fatal(ChannelHandlerContext context, String sqlState, String message) {
    if (over) {
      return;
    }
    over = true;
    ConsoleMessages messages = new ConsoleMessages(context.alloc());
    messages.error("FATAL", new SqlError(sqlState, message, null, 0));
    context
        .writeAndFlush(Objects.requireNonNull(messages.take()))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void end(ChannelHandlerContext context) {
    over = true;
    context.close();
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    if (entered) {
      entered = false;
      console.leave();
    }
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (key != null) {
      console.revoke(key);
    }
    if (session != null) {
      session.gone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.atError().addKeyValue("peer", peer).setCause(cause).log("a client of the console failed");
    }
    end(context);
  }
}
