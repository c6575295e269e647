package io.trestle.proxy.admin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import io.trestle.engine.SqlError;
import io.trestle.proxy.admin.Commands.Result;
import io.trestle.proxy.admin.ConsoleMessages.Formats;
import io.trestle.proxy.admin.ConsoleStatement.Kind;
import io.trestle.proxy.wire.MessageType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Speaks PostgreSQL's protocol, simple and extended, with one operator. Confined to the event loop;
 * commands are run elsewhere, and {@link #isWaiting} tells that nothing further may be given to it.
 */
final class ConsoleSession {

  /** How many statements, portals, and commands in one text, a client may have. */
  static final int MAX_NAMES = 100;

  /** A portal: what is left of its rows once it has been executed. */
  private static final class Portal {
    private final ConsoleStatement statement;
    private final Formats formats;
    private @Nullable Result result;
    private int at;

    Portal(ConsoleStatement statement, Formats formats) {
      this.statement = statement;
      this.formats = formats;
    }
  }

  private final ChannelHandlerContext context;
  private final Commands commands;
  private final AdminUsers.User user;
  private final Runnable proceed;
  private final ConsoleMessages messages;
  private final Map<String, ConsoleStatement> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private char transaction = 'I';
  private boolean skipping;
  private boolean waiting;
  private boolean gone;
  private Commands.@Nullable Pause pausing;
  private @Nullable AtomicBoolean stopping;

  /**
   * @param proceed called when it is not waiting any more
   */
  ConsoleSession(
      ChannelHandlerContext context, Commands commands, AdminUsers.User user, Runnable proceed) {
    this.context = context;
    this.commands = commands;
    this.user = user;
    this.proceed = proceed;
    this.messages = new ConsoleMessages(context.alloc());
  }

  /** Whether a command is being run. */
  boolean isWaiting() {
    return waiting;
  }

  /**
   * The client has left: what was not flushed is freed, a PAUSE that it waited for is taken back, a
   * SET PHASE is stopped.
   */
  void gone() {
    gone = true;
    ReferenceCountUtil.release(messages.take());
    if (pausing != null) {
      commands.cancel(pausing);
    }
    cancel();
  }

  /** Has a SET PHASE that is under way stop. */
  void cancel() {
    if (stopping != null) {
      stopping.set(true);
    }
  }

  /** Takes one message. */
  void message(byte type, ByteBuf body) {
    if (skipping && type != MessageType.SYNC) {
      return;
    }
    try {
      switch (type) {
        case MessageType.QUERY -> query(string(body));
        case MessageType.PARSE -> parse(string(body), string(body));
        case MessageType.BIND -> bind(body);
        case MessageType.DESCRIBE -> describe(body.readByte(), string(body));
        case MessageType.EXECUTE -> execute(string(body), body.readInt());
        case MessageType.CLOSE -> close(body.readByte(), string(body));
        case MessageType.SYNC -> sync();
        case MessageType.FLUSH -> flush();
        default -> failed(error("08P01", "a message that the console does not take"));
      }
    } catch (IndexOutOfBoundsException malformed) {
      failed(error("08P01", "malformed message"));
    }
  }

  private static String string(ByteBuf body) {
    int length = body.bytesBefore((byte) 0);
    if (length < 0) {
      throw new IndexOutOfBoundsException("a string without an end");
    }
    String text = body.readCharSequence(length, StandardCharsets.UTF_8).toString();
    body.skipBytes(1);
    return text;
  }

  private static SqlError error(String sqlState, String message) {
    return new SqlError(sqlState, message, null, 0);
  }

  private void flush() {
    ByteBuf bytes = messages.take();
    if (bytes != null) {
      context.writeAndFlush(bytes, context.voidPromise());
    }
  }

  private void ready() {
    messages.ready(transaction);
    flush();
  }

  private void failTransaction(SqlError error) {
    messages.error("ERROR", error);
    if (transaction == 'T') {
      transaction = 'E';
    }
  }

  /** An error of the extended protocol. */
  private void failed(SqlError error) {
    failTransaction(error);
    skipping = true;
    flush();
  }

  // --- simple

  private void query(String sql) {
    statements.remove("");
    portals.remove("");
    Deque<String> texts = new ArrayDeque<>(ConsoleStatement.split(sql));
    if (texts.isEmpty()) {
      messages.empty(MessageType.EMPTY_QUERY_RESPONSE);
      ready();
    } else if (texts.size() > MAX_NAMES) {
      failTransaction(error("54000", "trestle: more than " + MAX_NAMES + " commands in one text"));
      ready();
    } else {
      next(texts);
    }
  }

  private void next(Deque<String> texts) {
    if (texts.isEmpty()) {
      ready();
      return;
    }
    ConsoleStatement statement;
    try {
      statement = ConsoleStatement.of(texts.remove());
    } catch (ConsoleStatement.Unknown unknown) {
      failTransaction(unknown.error());
      ready();
      return;
    }
    run(
        statement,
        result -> {
          if (result.error() != null) {
            failTransaction(result.error());
            ready();
            return;
          }
          if (result.table() != null) {
            messages.description(result.table().columns(), Formats.TEXT);
          }
          answer(result, Formats.TEXT, 0, Integer.MAX_VALUE);
          next(texts);
        });
  }

  /** Sends rows from one on. */
  private void answer(Result result, Formats formats, int from, int most) {
    Table table = result.table();
    if (table == null) {
      messages.complete(String.valueOf(result.tag()));
      return;
    }
    int end = (int) Math.min(table.rows().size(), (long) from + most);
    for (int i = from; i < end; i++) {
      messages.row(table.rows().get(i), formats);
    }
    // As PostgreSQL does, a portal that gave just as many rows as were asked for is suspended.
    if (most != Integer.MAX_VALUE && end - from == most) {
      messages.empty(MessageType.PORTAL_SUSPENDED);
      return;
    }
    messages.complete("SELECT " + (end - from));
  }

  // --- a command

  private void run(ConsoleStatement statement, Consumer<Result> then) {
    Result here = withoutCommand(statement);
    if (here != null) {
      then.accept(here);
      return;
    }
    waiting = true;
    Consumer<Result> answer = result -> context.executor().execute(() -> finished(result, then));
    if (statement.kind() == Kind.PAUSE) {
      pausing = new Commands.Pause(statement.argument());
      commands.pause(pausing, user.name(), answer);
    } else if (statement.move() != null) {
      AtomicBoolean stop = new AtomicBoolean();
      stopping = stop;
      commands.setPhase(
          statement.move(),
          user.name(),
          line -> context.executor().execute(() -> notice(line)),
          stop::get,
          answer);
    } else {
      commands.run(statement, user.name(), answer);
    }
  }

  /** Says something about the command that is being run, unless the client does not listen. */
  private void notice(String line) {
    if (!gone && context.channel().isWritable()) {
      messages.notice(line);
      flush();
    }
  }

  private void finished(Result result, Consumer<Result> then) {
    if (gone) {
      return;
    }
    waiting = false;
    pausing = null;
    stopping = null;
    then.accept(result);
    if (!waiting) {
      context.executor().execute(proceed);
    }
  }

  /** What is known without asking anybody; null where a command has to be run. */
  private @Nullable Result withoutCommand(ConsoleStatement statement) {
    Kind kind = statement.kind();
    if (transaction == 'E' && !kind.endsTransaction()) {
      return Result.failed(
          "25P02",
          "current transaction is aborted, commands ignored until end of transaction block");
    }
    if (kind.changes() && user.role() != AdminUsers.Role.OPERATOR) {
      return Result.failed(
          "42501", "permission denied: " + kind.words() + " needs the role operator");
    }
    switch (kind) {
      case BEGIN -> {
        transaction = 'T';
        return Result.done("BEGIN");
      }
      case COMMIT, ROLLBACK -> {
        boolean committed = kind == Kind.COMMIT && transaction != 'E';
        transaction = 'I';
        return Result.done(committed ? "COMMIT" : "ROLLBACK");
      }
      default -> {
        return null;
      }
    }
  }

  // --- extended

  private void parse(String name, String sql) {
    if (!name.isEmpty() && statements.containsKey(name)) {
      failed(error("42P05", "prepared statement \"" + name + "\" already exists"));
      return;
    }
    if (statements.size() >= MAX_NAMES && !statements.containsKey(name)) {
      failed(error("54000", "trestle: more than " + MAX_NAMES + " prepared statements"));
      return;
    }
    List<String> texts = ConsoleStatement.split(sql);
    if (texts.size() > 1) {
      failed(error("42601", "cannot insert multiple commands into a prepared statement"));
      return;
    }
    try {
      statements.put(name, ConsoleStatement.of(texts.isEmpty() ? "" : texts.get(0)));
      messages.empty(MessageType.PARSE_COMPLETE);
    } catch (ConsoleStatement.Unknown unknown) {
      failed(unknown.error());
    }
  }

  private void bind(ByteBuf body) {
    String name = string(body);
    ConsoleStatement statement = statements.get(string(body));
    int formatsOfParameters = body.readUnsignedShort();
    body.skipBytes(2 * formatsOfParameters);
    int parameters = body.readUnsignedShort();
    if (statement == null) {
      failed(error("26000", "prepared statement does not exist"));
      return;
    }
    if (parameters > 0) {
      failed(error("08P01", "bind message supplies " + parameters + " parameters, of 0"));
      return;
    }
    List<Integer> codes = new ArrayList<>();
    int count = body.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      codes.add((int) body.readShort());
    }
    Formats formats = new Formats(codes);
    Table columns = Commands.columns(statement);
    boolean fit = formats.fit(columns == null ? 0 : columns.columns().size());
    if (!fit || codes.stream().anyMatch(code -> code != 0 && code != 1)) {
      failed(error("08P01", "bind message has result formats that do not fit"));
      return;
    }
    if (portals.size() >= MAX_NAMES && !portals.containsKey(name)) {
      failed(error("54000", "trestle: more than " + MAX_NAMES + " portals"));
      return;
    }
    if (!name.isEmpty() && portals.containsKey(name)) {
      failed(error("42P03", "portal \"" + name + "\" already exists"));
      return;
    }
    portals.put(name, new Portal(statement, formats));
    messages.empty(MessageType.BIND_COMPLETE);
  }

  private void describe(byte kind, String name) {
    boolean ofStatement = kind == 'S';
    Portal portal = ofStatement ? null : portals.get(name);
    ConsoleStatement statement =
        ofStatement ? statements.get(name) : portal == null ? null : portal.statement;
    if (statement == null) {
      failed(
          ofStatement
              ? error("26000", "prepared statement \"" + name + "\" does not exist")
              : error("34000", "portal \"" + name + "\" does not exist"));
      return;
    }
    if (ofStatement) {
      messages.noParameters();
    }
    Table columns = Commands.columns(statement);
    if (columns == null) {
      messages.empty(MessageType.NO_DATA);
    } else {
      messages.description(columns.columns(), portal == null ? Formats.TEXT : portal.formats);
    }
  }

  private void execute(String name, int maxRows) {
    Portal portal = portals.get(name);
    if (portal == null) {
      failed(error("34000", "portal \"" + name + "\" does not exist"));
      return;
    }
    int most = maxRows <= 0 ? Integer.MAX_VALUE : maxRows;
    if (portal.statement.kind() == Kind.EMPTY) {
      messages.empty(MessageType.EMPTY_QUERY_RESPONSE);
    } else if (portal.result == null) {
      run(
          portal.statement,
          result -> {
            if (result.error() != null) {
              failed(result.error());
              return;
            }
            portal.result = result;
            rows(portal, most);
          });
    } else if (portal.result.table() == null) {
      failed(error("55000", "portal \"" + name + "\" cannot be run"));
    } else {
      rows(portal, most);
    }
  }

  private void rows(Portal portal, int most) {
    Result result = portal.result;
    if (result != null) {
      answer(result, portal.formats, portal.at, most);
      int size = result.table() == null ? 0 : result.table().rows().size();
      portal.at = (int) Math.min(size, (long) portal.at + most);
    }
  }

  private void close(byte kind, String name) {
    if (kind == 'S') {
      statements.remove(name);
    } else {
      portals.remove(name);
    }
    messages.empty(MessageType.CLOSE_COMPLETE);
  }

  private void sync() {
    skipping = false;
    if (transaction == 'I') {
      portals.clear();
    }
    ready();
  }
}
