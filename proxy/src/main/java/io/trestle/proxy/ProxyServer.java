package io.trestle.proxy;

import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.trestle.engine.Engines;
import io.trestle.engine.SqlError;
import io.trestle.proxy.session.Analyst;
import io.trestle.proxy.session.CancelKeys;
import io.trestle.proxy.session.Console;
import io.trestle.proxy.session.ProxyContext;
import io.trestle.proxy.session.Session;
import io.trestle.proxy.session.Traffic;
import io.trestle.proxy.session.Upstream;
import io.trestle.proxy.statistics.Statistics;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.ErrorMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running proxy: listens, and gives each client a session. Thread-safe. */
public final class ProxyServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);

  private static final int LOW_WATER_MARK = 64 << 10;
  private static final int HIGH_WATER_MARK = 256 << 10;
  private static final int BACKLOG = 1024;
  private static final long LAST_WORDS_SECONDS = 2;
  private static final long CLOSE_SECONDS = 10;

  private final ProxySettings settings;
  private final EventLoopGroup loops;
  private final Analyst analyst;
  private final Upstream upstream;
  private final Operations operations;
  private final ProxyContext context;
  private final ChannelGroup clients =
      new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE, true);
  private final Statistics statistics;
  private final Traffic traffic = new Traffic();
  private final Channel listening;

  private ProxyServer(
      ProxySettings settings,
      Engines engines,
      Sockets sockets,
      Function<Operations, Console> console)
      throws IOException {
    this.settings = settings;
    statistics = new Statistics(engines);
    Limits limits = settings.limits();
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
    upstream =
        new Upstream(
            settings.upstreamHost(),
            settings.upstreamPort(),
            sockets.channel(),
            limits.connectTimeout());
    operations = new Operations(this, engines, statistics, traffic);
    context =
        new ProxyContext(
            limits,
            engines,
            upstream,
            analyst,
            new CancelKeys(),
            statistics,
            traffic,
            console.apply(operations));
    meters();
    try {
      listening = bind(sockets);
    } catch (IOException cannotListen) {
      stopThreads();
      throw cannotListen;
    }
  }

  /**
   * Starts a proxy.
   *
   * @param engines what statements are treated by; stays the caller's to close, after the proxy
   * @throws IOException when the address cannot be listened at: it is taken, or none of this
   *     machine's
   */
  public static ProxyServer start(ProxySettings settings, Engines engines) throws IOException {
    return start(settings, engines, operations -> Console.NONE);
  }

  /**
   * The same, with a console for operators.
   *
   * @param console makes it of what operators see and do
   */
  public static ProxyServer start(
      ProxySettings settings, Engines engines, Function<Operations, Console> console)
      throws IOException {
    Objects.requireNonNull(engines, "engines");
    tuneLeakDetection();
    Sockets sockets = Sockets.of(settings.transport());
    ProxyServer server = new ProxyServer(settings, engines, sockets, console);
    LOG.atInfo()
        .addKeyValue("listen", server.address())
        .addKeyValue("upstream", server.upstream)
        .addKeyValue("transport", sockets.name())
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

  private Channel bind(Sockets sockets) throws IOException {
    InetSocketAddress address = new InetSocketAddress(settings.listenHost(), settings.listenPort());
    if (address.isUnresolved()) {
      throw cannotListen("unknown host", null);
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(sockets.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_MARK, HIGH_WATER_MARK))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    accept(client);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannotListen(String.valueOf(bound.cause().getMessage()), bound.cause());
    }
    return bound.channel();
  }

  private IOException cannotListen(String why, @Nullable Throwable cause) {
    String address = settings.listenHost() + ":" + settings.listenPort();
    return new IOException("cannot listen at " + address + ": " + why, cause);
  }

  private void accept(Channel client) {
    int most = settings.limits().maxSessions();
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
    client.pipeline().addLast(Session.handler(context, client));
  }

  /** The address it listens at, with the port that was chosen where 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** How many clients are connected. */
  public int sessions() {
    return clients.size();
  }

  /** What operators see and do. */
  public Operations operations() {
    return operations;
  }

  /**
   * Stops listening, and ends each session with 57P01 as soon as it is at rest outside a
   * transaction. Does not wait for that.
   */
  public void drain() {
    traffic.drain();
    listening.close();
    LOG.atInfo().addKeyValue("clients", clients.size()).log("draining");
    clients.forEach(Session::reconsider);
  }

  boolean isListening() {
    return listening.isActive();
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
    all.forEach(client -> Session.whenAtRest(client, database, oneLess));
    oneLess.run();
  }

  /** Has sessions that wait look whether they still must. */
  void reconsider() {
    clients.forEach(Session::reconsider);
  }

  /** Stops listening, ends every session with 57P01, and waits for its threads, with a deadline. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    SqlError reason =
        new SqlError("57P01", "terminating connection because the proxy is shut down", null, 0);
    clients.forEach(client -> Session.end(client, reason));
    clients.newCloseFuture().awaitUninterruptibly(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    clients.close().awaitUninterruptibly(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    stopThreads();
    LOG.atInfo().log("proxy stopped");
  }

  private void stopThreads() {
    analyst.close();
    upstream.close();
    context.console().close();
    statistics.close();
    loops
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public String toString() {
    return "ProxyServer[" + address() + " -> " + upstream + "]";
  }
}
