package io.trestle.proxy;

import io.netty.bootstrap.ServerBootstrap;
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
import io.trestle.proxy.session.ProxyContext;
import io.trestle.proxy.session.Session;
import io.trestle.proxy.session.Upstream;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.ErrorMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
  private final SecurityFiles security;
  private final ProxyContext context;
  private final ChannelGroup clients =
      new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE, true);
  private final Channel listening;

  private ProxyServer(ProxySettings settings, Engines engines, Sockets sockets) throws IOException {
    this.settings = settings;
    Limits limits = settings.limits();
    security = SecurityFiles.open(settings.security());
    loops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoopThreads(),
            new DefaultThreadFactory("trestle-loop"),
            sockets.handlers());
    analyst =
        new Analyst(
            settings.eventLoopThreads(), limits.maxQueuedAnalyses(), limits.analysisDeadline());
    upstream =
        new Upstream(
            settings.upstreamHost(),
            settings.upstreamPort(),
            sockets.channel(),
            limits.connectTimeout(),
            security.serverLeg());
    context =
        new ProxyContext(
            limits, engines, upstream, analyst, new CancelKeys(), security.loginPolicy());
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
   *     machine's; or when a file of the settings cannot be read or is wrong
   */
  public static ProxyServer start(ProxySettings settings, Engines engines) throws IOException {
    Objects.requireNonNull(engines, "engines");
    tuneLeakDetection();
    Sockets sockets = Sockets.of(settings.transport());
    ProxyServer server = new ProxyServer(settings, engines, sockets);
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
      LOG.atWarn().addKeyValue("maxSessions", most).log("too many clients; one is refused");
      SqlError error = new SqlError("53300", "trestle: more than " + most + " clients", null, 0);
      client
          .writeAndFlush(ErrorMessage.error(client.alloc(), ClientEncoding.UTF8, "FATAL", error))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
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
    loops
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    security.close(); // sessions may be in a handshake until their loops have ended
  }

  @Override
  public String toString() {
    return "ProxyServer[" + address() + " -> " + upstream + "]";
  }
}
