package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.Future;
import io.trestle.engine.Engine;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import io.trestle.proxy.Limits;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.ErrorMessage;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.SmallMessages;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session: both channels, both walkers, and where they stand. Confined to its event
 * loop.
 */
final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** How often it is looked whether a statement that is to be cancelled has been sent. */
  private static final long CANCEL_RETRY_MILLIS = 5;

  private final ProxyContext context;
  private final Channel client;
  private final Statements statements;
  private final Portals portals;
  private final ExpectedAnswers answers;
  private final FollowedNames followedNames;
  private final PreparedUse preparedUse;
  private final Healing healing;
  private final CopyIn copyIn;
  private final FrameWalker fromClient;
  private final FrameWalker fromServer;
  private final ReportedParameters reported = new ReportedParameters();
  private final Login login;
  private final Idling idling;
  private final AuthenticationRelay authentication;
  private final ClientLeg clientLeg;
  private final Legs legs;
  private final UpstreamFailures upstreamFailures = new UpstreamFailures(this);
  private final Ending ending;

  private Stage stage = Stage.STARTUP;
  private @Nullable Channel server;
  private @Nullable SessionState state;
  private @Nullable Treatment treatment;
  private @Nullable Route route;
  private @Nullable SocketAddress announced;
  private CancelKeys.@Nullable Key cancelKey;
  private @Nullable Operated operated;
  private @Nullable Future<?> deadline;
  private boolean replicates;
  private int loginBytes;

  Session(ProxyContext context, Channel client) {
    this.context = context;
    this.client = client;
    this.ending = new Ending(this, context.statistics());
    this.statements = new Statements(context.limits());
    this.portals = new Portals(context.limits().maxPreparedStatements());
    this.answers = new ExpectedAnswers(statements, context.limits().maxPendingAnswers());
    this.followedNames = new FollowedNames(answers);
    this.preparedUse = new PreparedUse(this);
    this.healing = new Healing(this);
    this.copyIn = new CopyIn(client.alloc());
    this.fromClient = new FrameWalker(new ClientMessages(this), this::toServer, client.alloc());
    this.fromServer = new FrameWalker(new ServerMessages(this), this::toClient, client.alloc());
    this.clientLeg = new ClientLeg(client, context.login().tls());
    this.legs = new Legs(this, clientLeg);
    this.login = new Login(this, context, clientLeg);
    this.authentication = new AuthenticationRelay(this, context.login());
    this.idling = new Idling(client.eventLoop(), context.limits(), this::isQuiet, ending::leave);
  }

  // --- what its parts need of each other
  // -------------------------------------------------------------------------

  Stage stage() {
    return stage;
  }

  Limits limits() {
    return context.limits();
  }

  ByteBufAllocator allocator() {
    return client.alloc();
  }

  Statements statements() {
    return statements;
  }

  Portals portals() {
    return portals;
  }

  ExpectedAnswers answers() {
    return answers;
  }

  FollowedNames followedNames() {
    return followedNames;
  }

  PreparedUse preparedUse() {
    return preparedUse;
  }

  Healing healing() {
    return healing;
  }

  CopyIn copyIn() {
    return copyIn;
  }

  /** The server's major version, as it reports it. */
  int serverVersion() {
    return reported.serverVersion();
  }

  /** The name of the encoding of the server's database. */
  String serverEncoding() {
    return reported.serverEncoding();
  }

  Treatment treatment() {
    return Objects.requireNonNull(treatment, "the session is not ready yet");
  }

  /** Whether the client's messages have to wait for an analysis, or a look at the schema. */
  boolean waits() {
    return treatment != null && treatment.waits();
  }

  ClientEncoding encoding() {
    return treatment == null ? ClientEncoding.UTF8 : treatment.encoding();
  }

  Channel client() {
    return client;
  }

  /** Who the client is: where a load balancer has announced it, the client's own address. */
  SocketAddress peer() {
    return announced != null ? announced : client.remoteAddress();
  }

  void announced(SocketAddress address) {
    announced = address;
  }

  Idling idling() {
    return idling;
  }

  Upstream upstream() {
    return Objects.requireNonNull(route, "a session without a way").upstream();
  }

  /** Who waits only because operators let nothing begin is not idle, but may go where all must. */
  private boolean isQuiet() {
    return stage == Stage.READY
        && !ending.terminating()
        && answers.isQuiet()
        && !treatment().waits()
        && (idling.draining() || !fromClient.paused() || !operated().isPaused());
  }

  /** The connection to the server, once there is one. */
  @Nullable Channel server() {
    return server;
  }

  Legs legs() {
    return legs;
  }

  UpstreamFailures upstreamFailures() {
    return upstreamFailures;
  }

  Ending ending() {
    return ending;
  }

  AuthenticationRelay authentication() {
    return authentication;
  }

  /** The role that logs in. */
  String user() {
    return Objects.requireNonNull(state, "the client has not said yet who it is").user();
  }

  /**
   * A statement of the engine's in the client's encoding; that it can be written was checked
   * before.
   */
  byte[] encoded(String sql) {
    return Objects.requireNonNull(encoding().encode(sql), "a statement that cannot be encoded");
  }

  // --- its life
  // --------------------------------------------------------------------------------------------------

  void started() {
    deadline =
        client
            .eventLoop()
            .schedule(this::late, limits().loginDeadline().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void late() {
    String late =
        "trestle: login did not complete within %d ms"
            .formatted(limits().loginDeadline().toMillis());
    ending.leave(new SqlError("08006", late, null, 0));
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null; // it is of some size, and a session may be idle for long
    }
  }

  /**
   * The client has said who it is.
   *
   * @param entered its way, to be left when it ends
   * @param database the name of its database at the server
   */
  void connecting(StartupMessage message, Route entered, String database) {
    stage = Stage.CONNECTING;
    route = entered;
    state = message.newState(database);
    replicates = message.replicates();
    operated = new Operated(this, context, message.user(), database);
    updateReading();
  }

  /**
   * There is a connection to the server.
   *
   * @param startup the startup packet for it
   */
  void connected(Channel channel, byte[] startup) {
    if (stage != Stage.CONNECTING) {
      channel.close();
      return;
    }
    server = channel;
    stage = Stage.LOGIN;
    channel.writeAndFlush(Unpooled.wrappedBuffer(startup), channel.voidPromise());
    updateReading();
    resumeClient();
  }

  /** The server is ready for the first query. */
  void loggedIn() {
    SessionState known = Objects.requireNonNull(state);
    stage = Stage.READY;
    Engine engine = Objects.requireNonNull(route).engines().forDatabase(known.database());
    treatment =
        new Treatment(
            engine,
            known,
            context,
            client.eventLoop(),
            answers::isUnsettled,
            this::analysed,
            operated()::waited);
    operated().loggedIn();
    if (!replicates) { // what it streams has no end, and is no work under rules
      Channel upstream = Objects.requireNonNull(server);
      operated().account(engine, upstream, this::admitted);
    }
    applyReports();
    stopDeadline();
    LOG.atDebug()
        .addKeyValue("client", peer())
        .addKeyValue("user", known.user())
        .addKeyValue("database", known.database())
        .log("session ready");
    idling.ready();
    operated().rests(false);
    client.eventLoop().execute(this::resumeClient);
  }

  /** The rule store knows of the session; called by any thread. */
  private void admitted() {
    try {
      client.eventLoop().execute(this::resumeClient);
    } catch (RejectedExecutionException shuttingDown) {
      LOG.trace("nobody waits any more");
    }
  }

  private void analysed() {
    try {
      applyReports();
      followedNames.apply(treatment());
      resumeClient();
    } catch (RuntimeException | Error failure) {
      // Outside of the channel's own calls nobody else would end the session.
      client.pipeline().fireExceptionCaught(failure);
      return;
    }
    ending.analysed();
  }

  void reported(String name, ByteBuf value) {
    reported.reported(name, value, treatment, statements);
    applyReports();
  }

  private void applyReports() {
    reported.apply(treatment, statements);
    if (treatment != null && !treatment.analysing()) {
      operated().statistics().applicationName(treatment.state().applicationName());
    }
  }

  CancelKeys.Key issueKey(CancelKeys.Key serverKey) {
    if (cancelKey != null) {
      context.cancelKeys().revoke(cancelKey);
    }
    cancelKey = context.cancelKeys().issue(serverKey, upstream(), this);
    return cancelKey;
  }

  /**
   * Runs one of two tasks on the session's event loop: the first as soon as the server owes an
   * answer, which may be when an analysis has ended; the second when there is nothing to cancel.
   */
  void whenRunning(Runnable running, Runnable idle) {
    client.eventLoop().execute(() -> runWhenRunning(running, idle));
  }

  private void runWhenRunning(Runnable running, Runnable idle) {
    if (stage != Stage.READY) {
      idle.run();
    } else if (answers.size() > 0) {
      running.run();
    } else if (treatment().waits()) {
      client
          .eventLoop()
          .schedule(
              () -> runWhenRunning(running, idle), CANCEL_RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      idle.run();
    }
  }

  /** The handshake with the client is done. */
  void clientSecured() {
    login.secured();
  }

  void fatal(String sqlState, String message) {
    fatal(new SqlError(sqlState, message, null, 0));
  }

  /** Ends the session with an error for the client, where one can be said. */
  void fatal(SqlError error) {
    if (stage == Stage.CLOSED) {
      return;
    }
    if (!fromServer.midFrame() && !clientLeg.inHandshake()) {
      toClient(ErrorMessage.error(client.alloc(), encoding(), "FATAL", error));
    }
    end();
  }

  /** Leaves a client that asks for the proxy itself to another handler, and is over. */
  void handOver(StartupMessage message, ByteBuf ahead) {
    ChannelInboundHandler console = context.console().handler(message, client, peer());
    stage = Stage.CLOSED;
    stopDeadline();
    fromClient.close();
    fromServer.close();
    idling.close();
    ChannelPipeline pipeline = client.pipeline();
    pipeline.replace(ClientHandler.class, "console", console);
    try {
      console.channelRead(pipeline.context(console), ahead);
    } catch (Exception failure) {
      pipeline.fireExceptionCaught(failure);
    }
  }

  void end() {
    if (stage == Stage.CLOSED) {
      return;
    }
    stage = Stage.CLOSED;
    if (operated != null) {
      operated.ended();
    }
    stopDeadline();
    if (cancelKey != null) {
      context.cancelKeys().revoke(cancelKey);
    }
    Channel upstream = server;
    if (upstream != null) {
      if (!fromClient.midFrame() && !ending.terminating()) {
        toServer(SmallMessages.terminate(client.alloc()));
      }
      closeAfterLastWords(upstream);
    }
    fromClient.close();
    fromServer.close();
    healing.close();
    login.close();
    idling.close();
    if (route != null) {
      context.routes().leave(route);
    }
    closeAfterLastWords(client);
  }

  private void closeAfterLastWords(Channel channel) {
    if (channel == client) {
      LastWords.toClient(client, clientLeg, ending.whileSending(), ending.leaving());
    } else {
      LastWords.toServer(channel);
    }
  }

  // --- what operators see and say
  // -------------------------------------------------------------------------------

  /** What operators see of the session, and tell it. */
  Operated operated() {
    return Objects.requireNonNull(operated, "the session has not begun yet");
  }

  /** Whether there is something to see. */
  boolean isOperated() {
    return operated != null;
  }

  void reconsider() {
    if (stage == Stage.READY) {
      resumeClient();
    }
  }

  // --- bytes
  // -----------------------------------------------------------------------------------------------------

  void clientBytes(ByteBuf bytes) {
    if (stage.isBeforeReady() && !fits(bytes)) {
      bytes.release();
      ending.violation(
          "more than " + limits().maxLoginBytes() + " bytes sent before the login was complete");
      return;
    }
    if (stage == Stage.STARTUP) {
      login.input(bytes);
      return;
    }
    if (operated != null) {
      operated.statistics().received(bytes.readableBytes());
    }
    fromClient.input(bytes);
  }

  private boolean fits(ByteBuf bytes) {
    loginBytes += bytes.readableBytes(); // at most one read beyond the bound
    return loginBytes <= limits().maxLoginBytes();
  }

  /** What the client has sent behind its startup message. */
  void ahead(ByteBuf bytes) {
    fromClient.input(bytes);
  }

  void serverBytes(ByteBuf bytes) {
    operated().statistics().sent(bytes.readableBytes());
    fromServer.input(bytes);
  }

  /** Sends a message of the proxy's own, between those of the client. */
  void sendToServer(ByteBuf message) {
    toServer(message);
    if (server != null) {
      server.flush();
    }
  }

  /** Sends a message of the proxy's own, between those of the server. */
  void sendToClient(ByteBuf message) {
    toClient(message);
    client.flush();
  }

  /** Whether the last message that the client has begun has been looked at. */
  boolean isBetweenMessages() {
    return fromClient.betweenMessages();
  }

  /** Has messages of the client's looked at again, ahead of what it has sent since. */
  void sendAgain(ByteBuf messages) {
    fromClient.again(messages);
    clientBurstEnd();
  }

  private void toServer(ByteBuf bytes) {
    Channel channel = server;
    if (channel == null) {
      bytes.release();
      return;
    }
    channel.write(bytes, channel.voidPromise());
  }

  private void toClient(ByteBuf bytes) {
    client.write(bytes, client.voidPromise());
  }

  /** All that was there to read of the client has been read. */
  void clientBurstEnd() {
    if (server != null) {
      server.flush();
    }
    updateReading();
  }

  /** All that was there to read of the server has been read. */
  void serverBurstEnd() {
    client.flush();
    boolean waitsForRoom = stage == Stage.READY && fromClient.paused() && !treatment().analysing();
    if (waitsForRoom && answers.hasRoomAgain()) {
      resumeClient();
    } else {
      updateReading();
    }
    idling.burstEnd();
  }

  /** Goes on with a client that was not to be read further, after what is being done now. */
  void resumeClientSoon() {
    if (fromClient.paused()) {
      client.eventLoop().execute(this::resumeClient);
    }
  }

  private void resumeClient() {
    if (stage == Stage.CLOSED || ending.awaitsLastAnswers()) {
      return;
    }
    if (treatment != null && treatment.analysing()) {
      return; // its end resumes the client, whose message must not be looked at before
    }
    fromClient.resume();
    clientBurstEnd();
  }

  /** Reads a side only where the other one takes what is read. */
  void updateReading() {
    Channel upstream = server;
    if (stage == Stage.CLOSED) {
      return;
    }
    boolean takesMore = upstream != null && upstream.isWritable() && !fromClient.paused();
    read(client, stage == Stage.STARTUP || takesMore);
    if (upstream != null) {
      read(upstream, client.isWritable());
    }
  }

  /**
   * Nearly always it is as it should be, after every burst: then a plain look in place of an atomic
   * exchange.
   */
  private static void read(Channel channel, boolean reads) {
    ChannelConfig config = channel.config();
    if (config.isAutoRead() != reads) {
      config.setAutoRead(reads);
    }
  }
}
