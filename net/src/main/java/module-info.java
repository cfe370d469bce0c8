/** Network and processes for asyncio4j: streams, servers, TLS, datagrams, subprocesses. */
module org.asyncio4j.net {
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.codec;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires static org.jspecify;
  requires transitive org.asyncio4j;

  exports org.asyncio4j.net;
}
