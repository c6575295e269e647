package io.trestle.proxy;

import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.trestle.engine.Analyst;
import io.trestle.engine.Engines;
import io.trestle.engine.SqlError;
import io.trestle.proxy.session.CancelKeys;
import io.trestle.proxy.session.Console;
import io.trestle.proxy.session.ProxyContext;
import io.trestle.proxy.session.ProxyHeader;
import io.trestle.proxy.session.Routes;
import io.trestle.proxy.session.Sessions;
import io.trestle.proxy.session.Traffic;
import io.trestle.proxy.statistics.Statistics;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.ErrorMessage;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running proxy: listens, and gives each client a session. Thread-safe. */
public final class ProxyServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);

  private static final long LAST_WORDS_SECONDS = 2;
  private static final long CLOSE_SECONDS = 10;

  private final EventLoopGroup loops;
  private final Analyst analyst;
  private final Upstreams upstreams;
  private final Routes routes = new Routes();
  private final CancelKeys cancelKeys = new CancelKeys();
  private final SecurityFiles security;
  private final ChannelGroup clients =
      new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE, true);

  /** Those that a drain waits for: all that were accepted, but for clients of the console. */
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();

  private final Statistics statistics;
  private final Traffic traffic = new Traffic();
  private final Operations operations;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final List<Listening> listening = new ArrayList<>();
  private volatile ProxySettings settings;
  private volatile ProxyContext context;
  private final AtomicBoolean draining = new AtomicBoolean();
  private volatile boolean stopped;

  private ProxyServer(
      ProxySettings settings,
      Function<DatabaseSettings, Engines> engines,
      Function<Operations, Console> console,
      Sockets sockets)
      throws IOException {
    this.settings = settings;
    Limits limits = settings.limits();
    security = SecurityFiles.open(settings.security());
    upstreams = new Upstreams(sockets, security);
    try {
      routes.replace(upstreams.routes(settings, engines));
    } catch (IOException wrong) {
      security.close();
      throw wrong;
    }
    statistics = new Statistics(routes::statistics);
    loops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoopThreads(),
            new DefaultThreadFactory("trestle-loop"),
            sockets.handlers());
    analyst =
        new Analyst(
            settings.eventLoopThreads(),
            limits.maxQueuedAnalyses(),
            limits.analysisDeadline(),
            statistics);
    operations = new Operations(this, routes::statistics, statistics, traffic);
    context = context(limits, new Uncounted(console.apply(operations)));
    meters();
    try {
      for (Listener listener : settings.listeners()) {
        listening.add(
            Listening.begin(listener, sockets, loops, new Arrivals(), beginning(listener)));
      }
    } catch (IOException cannotListen) {
      listening.forEach(Listening::stop);
      stopThreads();
      throw cannotListen;
    }
  }

  /**
   * Starts a proxy.
   *
   * @param engines what the statements of all databases are treated by; stays the caller's to
   *     close, after the proxy
   * @throws IOException when an address cannot be listened at: it is taken, or none of this
   *     machine's; or when a file of the settings cannot be read or is wrong
   */
  public static ProxyServer start(ProxySettings settings, Engines engines) throws IOException {
    return start(settings, engines, operations -> Console.NONE);
  }

  /**
   * The same, with a console for operators.
   *
   * @param console makes it of what operators see and do; closed with the proxy
   */
  public static ProxyServer start(
      ProxySettings settings, Engines engines, Function<Operations, Console> console)
      throws IOException {
    Objects.requireNonNull(engines, "engines");
    return start(settings, database -> engines, console);
  }

  /**
   * Starts a proxy.
   *
   * @param engines what the statements of each database are treated by; they stay the caller's to
   *     close, after the proxy. They are asked by the database's name at its server
   * @throws IOException when an address cannot be listened at: it is taken, or none of this
   *     machine's
   */
  public static ProxyServer start(
      ProxySettings settings, Function<DatabaseSettings, Engines> engines) throws IOException {
    return start(settings, engines, operations -> Console.NONE);
  }

  /**
   * The same, with a console for operators.
   *
   * @param console makes it of what operators see and do; closed with the proxy
   */
  public static ProxyServer start(
      ProxySettings settings,
      Function<DatabaseSettings, Engines> engines,
      Function<Operations, Console> console)
      throws IOException {
    tuneLeakDetection();
    Sockets sockets = Sockets.of(settings.transport());
    ProxyServer server = new ProxyServer(settings, engines, console, sockets);
    LOG.atInfo()
        .addKeyValue("listen", server.endpoints())
        .addKeyValue("upstreams", settings.upstreams())
        .addKeyValue("transport", sockets.transport().label())
        .addKeyValue("threads", settings.eventLoopThreads())
        .log("proxy started");
    return server;
  }

  /**
   * Netty takes a stack trace of every 128th buffer, and wraps it, so that no call on a buffer has
   * but one target any more: too much for every read. Tests look for leaks, at the strictest level;
   * whoever asks for it has it here too.
   */
  private static void tuneLeakDetection() {
    if (System.getProperty("io.netty.leakDetection.level") == null
        && System.getProperty("io.netty.leakDetectionLevel") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  /** Counts what is accepted, from before it is a session until it is closed. */
  private final class Arrivals extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext handler, Object accepted) {
      Channel client = (Channel) accepted;
      connections.add(client);
      client.closeFuture().addListener(closed -> departed(client));
      handler.fireChannelRead(accepted);
    }
  }

  private void departed(Channel client) {
    if (connections.remove(client)) {
      completeIfDrained();
    }
  }

  /** The console, whose clients no drain waits for: they may be the ones who look on. */
  private final class Uncounted implements Console {
    private final Console console;

    Uncounted(Console console) {
      this.console = console;
    }

    @Override
    public boolean isFor(StartupMessage message) {
      return console.isFor(message);
    }

    @Override
    public ChannelInboundHandler handler(
        StartupMessage message, Channel client, SocketAddress peer) {
      ChannelInboundHandler handler = console.handler(message, client, peer);
      departed(client);
      return handler;
    }

    @Override
    public boolean cancel(int processId, byte[] secret, Runnable then) {
      return console.cancel(processId, secret, then);
    }

    @Override
    public void close() {
      console.close();
    }
  }

  private ProxyContext context(Limits limits, Console console) {
    return new ProxyContext(
        limits, routes, analyst, cancelKeys, security.loginPolicy(), statistics, traffic, console);
  }

  private void meters() {
    statistics.meters().gauge("trestle.clients.connected", "Clients connected", clients::size);
    statistics
        .meters()
        .gauge("trestle.analyses.queued", "Statements that wait to be analysed", analyst::queued);
    new NettyEventExecutorMetrics(loops).bindTo(statistics.meters().registry());
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
      new NettyAllocatorMetrics(provider).bindTo(statistics.meters().registry());
    }
  }

  private ChannelHandler beginning(Listener listener) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel client) {
        accept(client, listener);
      }
    };
  }

  private void accept(Channel client, Listener listener) {
    ProxyContext now = context;
    int most = now.limits().maxSessions();
    if (clients.size() >= most) {
      statistics.clientTurnedAway();
      LOG.atWarn().addKeyValue("maxSessions", most).log("too many clients; one is refused");
      SqlError error = new SqlError("53300", "trestle: more than " + most + " clients", null, 0);
      client
          .writeAndFlush(ErrorMessage.error(client.alloc(), ClientEncoding.UTF8, "FATAL", error))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    statistics.clientAccepted();
    clients.add(client);
    if (listener.proxyProtocol()) {
      ProxyHeader.expectAt(client);
    }
    client.pipeline().addLast(Sessions.handler(now, client));
    if (draining.get()) {
      Sessions.drain(client);
    }
  }

  /**
   * The first TCP address that it listens at, with the port that was chosen where 0 was asked for.
   *
   * @throws IllegalStateException when it listens at unix sockets only
   */
  public InetSocketAddress address() {
    return listening.stream()
        .map(Listening::address)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("listens at no TCP address"));
  }

  /** Where it listens, in the order of the settings. */
  public List<Endpoint> endpoints() {
    return listening.stream().map(Listening::endpoint).toList();
  }

  /** How many clients are connected. */
  public int sessions() {
    return clients.size();
  }

  /** The settings in force. */
  public ProxySettings settings() {
    return settings;
  }

  /**
   * Puts other settings in force, for sessions that begin from now on; the bound on all clients at
   * once holds for all.
   *
   * @param next whose listeners, threads, transport, TLS with clients, authentication, {@code
   *     maxQueuedAnalyses} and {@code analysisDeadline} stay as they are
   * @param engines as at the start
   * @return the names of settings that are other ones in {@code next} and take a new start
   * @throws IOException when a file of a server's TLS cannot be read or is wrong; all is as before
   *     then
   */
  public synchronized List<String> reload(
      ProxySettings next, Function<DatabaseSettings, Engines> engines) throws IOException {
    routes.replace(upstreams.routes(next, engines));
    upstreams.retire(routes::uses);
    context = context(next.limits(), context.console());
    List<String> unchanged = takesNewStart(next);
    settings =
        new ProxySettings(
            settings.listeners(),
            next.upstreams(),
            next.databases(),
            next.limits(),
            settings.eventLoopThreads(),
            settings.transport(),
            settings.security().withServerTls(next.security().serverTls()));
    return unchanged;
  }

  private List<String> takesNewStart(ProxySettings next) {
    List<String> names = new ArrayList<>();
    note(names, "listen", !next.listeners().equals(settings.listeners()));
    note(names, "threads", next.eventLoopThreads() != settings.eventLoopThreads());
    note(names, "transport", next.transport() != settings.transport());
    Security secured = settings.security();
    note(names, "tls", !Objects.equals(next.security().clientTls(), secured.clientTls()));
    note(names, "auth", !next.security().authentication().equals(secured.authentication()));
    Limits limits = settings.limits();
    note(
        names,
        "limits.max-queued-analyses",
        next.limits().maxQueuedAnalyses() != limits.maxQueuedAnalyses());
    note(
        names,
        "limits.analysis-deadline",
        !next.limits().analysisDeadline().equals(limits.analysisDeadline()));
    return names;
  }

  private static void note(List<String> names, String name, boolean differs) {
    if (differs) {
      names.add(name);
    }
  }

  /** Whether a session may still ask these engines, or one that begins now would. */
  public boolean uses(Engines engines) {
    return routes.uses(engines);
  }

  /**
   * Comes to its end without hurry: stops listening at once, ends sessions with 57P01 as soon as
   * they are idle outside a transaction, and those that are left at the deadline. Does not wait;
   * may be called again with another deadline: the first to come counts.
   *
   * @return done when no client is left but those of the console; {@link #close} is still to be
   *     called
   */
  public CompletableFuture<Void> drain(Duration deadline) {
    LOG.atInfo()
        .addKeyValue("sessions", sessions())
        .addKeyValue("deadline", deadline)
        .log("proxy drains");
    Future<?> impatience =
        GlobalEventExecutor.INSTANCE.schedule(
            this::endAll, deadline.toMillis(), TimeUnit.MILLISECONDS);
    drained.whenComplete((done, never) -> impatience.cancel(false));
    if (!draining.getAndSet(true)) {
      Thread thread = new Thread(this::leave, "trestle-drain");
      thread.setDaemon(true);
      thread.start();
    }
    return drained;
  }

  private void leave() {
    try {
      listening.stream().filter(each -> !each.sharesPort()).forEach(Listening::stop);
      clients.forEach(Sessions::drain);
      listening.stream().filter(Listening::sharesPort).forEach(Listening::handOver);
      stopped = true;
      completeIfDrained();
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed before it was drained", closed);
    }
  }

  private void completeIfDrained() {
    if (stopped && connections.isEmpty()) {
      drained.complete(null);
    }
  }

  /** What operators see and do. */
  public Operations operations() {
    return operations;
  }

  boolean isDraining() {
    return draining.get();
  }

  boolean isListening() {
    return !stopped && listening.stream().allMatch(Listening::isOpen);
  }

  /** Calls back when all sessions of a database are at rest, or all of all databases. */
  void whenAtRest(String database, Runnable then) {
    List<Channel> all = List.copyOf(clients);
    AtomicInteger busy = new AtomicInteger(all.size() + 1);
    Runnable oneLess =
        () -> {
          if (busy.decrementAndGet() == 0) {
            then.run();
          }
        };
    all.forEach(client -> Sessions.whenAtRest(client, database, oneLess));
    oneLess.run();
  }

  /** Has sessions that wait look whether they still must. */
  void reconsider() {
    clients.forEach(Sessions::reconsider);
  }

  /** Done when the proxy has been drained. */
  public CompletableFuture<Void> drained() {
    return drained;
  }

  private void endAll() {
    if (!clients.isEmpty()) {
      LOG.atWarn().addKeyValue("sessions", sessions()).log("the deadline ends what is left");
    }
    clients.forEach(Sessions::end);
  }

  /** Stops listening, ends every session with 57P01, and waits for its threads, with a deadline. */
  @Override
  public void close() {
    listening.forEach(Listening::stop);
    clients.forEach(Sessions::end);
    clients.newCloseFuture().awaitUninterruptibly(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    clients.close().awaitUninterruptibly(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    stopThreads();
    drained.complete(null);
    LOG.atInfo().log("proxy stopped");
  }

  private void stopThreads() {
    analyst.close();
    upstreams.close();
    context.console().close();
    statistics.close();
    loops
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    security.close(); // sessions may be in a handshake until their loops have ended
  }

  @Override
  public String toString() {
    return "ProxyServer" + endpoints();
  }
}
