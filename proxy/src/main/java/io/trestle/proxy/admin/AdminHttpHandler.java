package io.trestle.proxy.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one operator's requests: GET and HEAD of the pages there are. Bodies are ignored. */
final class AdminHttpHandler extends SimpleChannelInboundHandler<HttpObject> {

  private static final Logger LOG = LoggerFactory.getLogger(AdminHttpHandler.class);
  private static final String TEXT = "text/plain; charset=utf-8";

  private final AdminPages pages;

  AdminHttpHandler(AdminPages pages) {
    this.pages = pages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (message instanceof HttpRequest request) {
      boolean bad = !request.decoderResult().isSuccess();
      FullHttpResponse response =
          bad ? response(400, TEXT, "bad request\n", false) : answer(request);
      if (bad) {
        response.headers().set(HttpHeaderNames.CONNECTION, "close");
      }
      context.writeAndFlush(response, context.voidPromise());
    }
  }

  private FullHttpResponse answer(HttpRequest request) {
    boolean head = HttpMethod.HEAD.equals(request.method());
    String path = request.uri().split("\\?", 2)[0];
    AdminPages.Page page = pages.at(path);
    if (page == null) {
      return response(404, TEXT, "no such page\n", head);
    }
    if (!head && !HttpMethod.GET.equals(request.method())) {
      FullHttpResponse response = response(405, TEXT, "GET or HEAD\n", false);
      response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
      return response;
    }
    return response(page.status(), page.type(), page.body(), head);
  }

  private static FullHttpResponse response(int status, String type, String body, boolean head) {
    ByteBuf content = ByteBufUtil.writeUtf8(io.netty.buffer.UnpooledByteBufAllocator.DEFAULT, body);
    int length = content.readableBytes();
    if (head) {
      content.release();
      content = Unpooled.EMPTY_BUFFER;
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff")
        .setInt(HttpHeaderNames.CONTENT_LENGTH, length);
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.atDebug()
        .addKeyValue("peer", context.channel().remoteAddress())
        .log("admin connection: {}", String.valueOf(cause.getMessage()));
    context.close();
  }
}
