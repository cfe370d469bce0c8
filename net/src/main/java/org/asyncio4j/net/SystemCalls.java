package org.asyncio4j.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Linux's {@code recvfrom} and {@code sendto}, that never wait: of memory outside of the heap and
 * of arrays as they lie in it, which Netty's do not take. They are called by number, since the C
 * library's functions prepare each time to be cancelled, which takes longer than copying a
 * kilobyte.
 */
final class SystemCalls {

  private static final boolean AMD64 = System.getProperty("os.arch").equals("amd64");
  private static final long RECVFROM = AMD64 ? 45 : 207;
  private static final long SENDTO = AMD64 ? 44 : 206;
  private static final long MSG_DONTWAIT = 0x40;
  private static final long MSG_NOSIGNAL = 0x4000;
  private static final String ERRNO = "errno";

  private static final MethodHandle MISSING = MethodHandles.zero(long.class);
  private static final MethodHandle SYSCALL = link();
  private static final VarHandle ERROR =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement(ERRNO));

  // Where a call that fails puts its error.
  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

  /** {@return whether this machine has them, and they may be called} */
  static boolean areAvailable() {
    return !SYSCALL.equals(MISSING);
  }

  /**
   * {@return {@code syscall}, or what is called when it is missing} It is known what it does. It
   * takes a few microseconds, so that the collector can wait.
   */
  @SuppressWarnings("restricted")
  private static MethodHandle link() {
    switch (System.getProperty("os.name") + " " + System.getProperty("os.arch")) {
      case "Linux amd64", "Linux aarch64", "Linux riscv64" -> {}
      default -> {
        return MISSING;
      }
    }
    try {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.critical(true),
          Linker.Option.captureCallState(ERRNO));
    } catch (RuntimeException unavailable) {
      return MISSING;
    }
  }

  /** {@return how many bytes have come; 0 if none yet, -1 if none will} */
  int receive(int socket, byte[] target) throws IOException {
    long count;
    try {
      count =
          (long)
              SYSCALL.invokeExact(
                  state,
                  RECVFROM,
                  (long) socket,
                  MemorySegment.ofArray(target),
                  (long) target.length,
                  MSG_DONTWAIT,
                  0L,
                  0L);
    } catch (Throwable impossible) {
      throw new AssertionError("recvfrom", impossible);
    }
    return count > 0 ? (int) count : count == 0 ? -1 : failed("recvfrom");
  }

  /** {@return how many bytes have been taken; 0 if none can be now} */
  int send(int socket, MemorySegment bytes) throws IOException {
    long count;
    try {
      count =
          (long)
              SYSCALL.invokeExact(
                  state,
                  SENDTO,
                  (long) socket,
                  bytes,
                  bytes.byteSize(),
                  MSG_DONTWAIT | MSG_NOSIGNAL,
                  0L,
                  0L);
    } catch (IllegalStateException | WrongThreadException notTheirs) {
      throw notTheirs; // the memory's arena is closed, or another thread's
    } catch (Throwable impossible) {
      throw new AssertionError("sendto", impossible);
    }
    return count >= 0 ? (int) count : failed("sendto");
  }

  /** {@return 0 if it only cannot be done now} */
  private int failed(String call) throws IOException {
    return Errors.ioResult(call, -(int) ERROR.get(state, 0L));
  }
}
