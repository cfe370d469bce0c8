package org.asyncio4j.benchmarks.load;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/**
 * Sockets of Linux and epoll, called as C calls them: the generator shall have its core for the
 * system's work, so that the server is what limits.
 */
final class Sockets {
  static final int READABLE = 1;
  static final int WRITABLE = 4;
  static final int BROKEN = 8 | 16; // EPOLLERR, EPOLLHUP

  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int ADD = 1;
  private static final int EDGES = 1 << 31;
  private static final int ADDRESS_BYTES = 16;
  private static final int LOCALHOST = 0x7f000001;

  // struct epoll_event is packed on x86-64, and only there.
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;
  private static final int MOST_EVENTS = 256;

  private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CONNECT = call("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE = call("epoll_create1", JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      call("epoll_wait", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle SEND = quickCall("send");
  private static final MethodHandle RECV = quickCall("recv");

  private final MemorySegment events;
  private final MemorySegment event;
  private final int epoll;

  /** Makes an epoll. */
  Sockets(Arena arena) throws IOException {
    events = arena.allocate((long) EVENT_BYTES * MOST_EVENTS, Long.BYTES);
    event = arena.allocate(EVENT_BYTES, Long.BYTES);
    epoll = succeeded("epoll_create1", invoke(EPOLL_CREATE, 0));
  }

  private static MethodHandle call(String name, MemoryLayout... parameters) {
    return link(name, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  // Never waits, so the collector may wait for it.
  private static MethodHandle quickCall(String name) {
    return link(
        name,
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
        Linker.Option.critical(false));
  }

  @SuppressWarnings("restricted") // it is known what these functions do
  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }

  private static int invoke(MethodHandle call, Object... arguments) {
    try {
      return (int) call.invokeWithArguments(arguments);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static int succeeded(String what, int answer) throws IOException {
    if (answer < 0) {
      throw new IOException(what + " failed");
    }
    return answer;
  }

  /** {@return a connection to a port of this machine} It waits for it. */
  int connect(Arena arena, int port) throws IOException {
    int socket = succeeded("socket", invoke(SOCKET, AF_INET, SOCK_STREAM, 0));
    MemorySegment address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
    address.set(JAVA_SHORT, 0, (short) AF_INET);
    address.set(JAVA_SHORT, 2, networkOrder((short) port));
    address.set(JAVA_INT, 4, networkOrder(LOCALHOST));
    succeeded("connect to port " + port, invoke(CONNECT, socket, address, ADDRESS_BYTES));
    MemorySegment one = arena.allocate(JAVA_INT);
    one.set(JAVA_INT, 0, 1);
    succeeded(
        "setsockopt", invoke(SETSOCKOPT, socket, IPPROTO_TCP, TCP_NODELAY, one, Integer.BYTES));
    return socket;
  }

  private static short networkOrder(short number) {
    return JAVA_SHORT.order() == ByteOrder.BIG_ENDIAN ? number : Short.reverseBytes(number);
  }

  private static int networkOrder(int number) {
    return JAVA_INT.order() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
  }

  /** Looks at a socket from now on: each change is told once. */
  void add(int socket, int index) throws IOException {
    event.set(JAVA_INT_UNALIGNED, 0, READABLE | WRITABLE | EDGES);
    event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, index);
    succeeded("epoll_ctl", invoke(EPOLL_CTL, epoll, ADD, socket, event));
  }

  /** {@return how many sockets are ready, perhaps after waiting for a while} */
  int await(int millis) {
    try {
      return (int) EPOLL_WAIT.invokeExact(epoll, events, MOST_EVENTS, millis);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** {@return what is so with the one at a place} */
  int readiness(int place) {
    return events.get(JAVA_INT_UNALIGNED, (long) place * EVENT_BYTES);
  }

  /** {@return which one it is} */
  int index(int place) {
    return (int) events.get(JAVA_LONG_UNALIGNED, (long) place * EVENT_BYTES + DATA_OFFSET);
  }

  /** As {@link #receive}, but what comes is not copied to anywhere. */
  static int discard(int socket, MemorySegment nowhere, long bytes) {
    try {
      return (int) (long) RECV.invokeExact(socket, nowhere, bytes, MSG_DONTWAIT | MSG_TRUNC);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** {@return how many bytes were sent; negative if none could be} */
  static int send(int socket, MemorySegment data, long bytes) {
    try {
      return (int) (long) SEND.invokeExact(socket, data, bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** {@return how many bytes have come, 0 at the end; negative if none are there} */
  static int receive(int socket, MemorySegment data, long bytes) {
    try {
      return (int) (long) RECV.invokeExact(socket, data, bytes, MSG_DONTWAIT);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
