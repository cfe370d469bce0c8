package org.asyncio4j.net;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.SystemExit;
import org.jspecify.annotations.Nullable;

/**
 * Says what went wrong with a socket in the JDK's own exceptions, with the address in the message,
 * whoever found it out.
 */
final class Failures {

  /**
   * What the operating system says, and the exception that stands for it.
   *
   * @param phrase is part of its message
   * @param maker makes the exception of a text
   */
  private record Kind(String phrase, Function<String, IOException> maker) {
    IOException make(String text) {
      return maker.apply(text);
    }
  }

  private static final Kind NO_FILE =
      new Kind("No such file or directory", NoSuchFileException::new);
  private static final Kind RESET = new Kind("Connection reset", ConnectionResetException::new);
  private static final List<Kind> KINDS =
      List.of(
          new Kind("Connection refused", ConnectException::new),
          new Kind("Connection timed out", ConnectException::new),
          new Kind("No route to host", NoRouteToHostException::new),
          new Kind("Network is unreachable", NoRouteToHostException::new),
          new Kind("Address already in use", BindException::new),
          new Kind("Cannot assign requested address", BindException::new),
          new Kind("Too many open files", SocketException::new),
          NO_FILE,
          RESET,
          new Kind("Broken pipe", ConnectionResetException::new));

  private Failures() {}

  /**
   * {@return what {@code thrown} means for a connection}
   *
   * @param thrown by Netty or the JDK
   * @param address the other side's
   */
  static Throwable of(Throwable thrown, @Nullable Object address) {
    boolean wrapped =
        thrown instanceof ClosedChannelException || thrown instanceof ChannelException;
    Throwable cause = wrapped && thrown.getCause() != null ? thrown.getCause() : thrown;
    if (!(cause instanceof IOException) || cause instanceof PortUnreachableException) {
      return cause;
    }
    if (cause instanceof SSLException secure) {
      return secure(secure, text(String.valueOf(secure.getMessage()), address));
    }
    String said =
        cause instanceof FileNotFoundException
            ? NO_FILE.phrase
            : String.valueOf(cause.getMessage());
    for (Kind kind : KINDS) {
      if (said.contains(kind.phrase)) {
        return as(kind.make(text(kind.phrase, address)), cause);
      }
    }
    boolean fromNetty = cause instanceof NativeIoException;
    return fromNetty ? as(new IOException(text(said, address)), cause) : cause;
  }

  /** {@return a failure of TLS in other words, as the same kind of exception} */
  static IOException secure(Throwable cause, String text) {
    return as(
        cause instanceof SSLHandshakeException
            ? new SSLHandshakeException(text)
            : new SSLException(text),
        cause);
  }

  /** {@return what is thrown where something could not be bound} */
  static IOException bind(Throwable thrown, SocketAddress address) {
    Throwable cause = of(thrown, null);
    String text =
        "error while attempting to bind on address %s: %s"
            .formatted(show(address), cause.getMessage());
    return as(
        cause instanceof BindException ? new BindException(text) : new IOException(text), cause);
  }

  static boolean isOutOfDescriptors(Throwable thrown) {
    String said = String.valueOf(thrown.getMessage());
    return said.contains("Too many open files")
        || said.contains("No buffer space available")
        || said.contains("Cannot allocate memory");
  }

  static IOException reset(@Nullable Object address) {
    return RESET.make(text(RESET.phrase, address));
  }

  /** The two that no callback's error handling may keep: they end the loop. */
  static void throwIfItLeavesTheLoop(Throwable thrown) {
    switch (thrown) {
      case SystemExit exit -> throw exit;
      case KeyboardInterrupt interrupt -> throw interrupt;
      default -> {}
    }
  }

  private static String text(String phrase, @Nullable Object address) {
    return address == null ? phrase : "%s: %s".formatted(phrase, show(address));
  }

  /** {@return an address as it is written in a message: in figures} */
  static String show(@Nullable Object address) {
    if (!(address instanceof InetSocketAddress socket) || socket.isUnresolved()) {
      return String.valueOf(address);
    }
    String figures = socket.getAddress().getHostAddress();
    return socket.getAddress() instanceof Inet6Address
        ? "[%s]:%s".formatted(figures, socket.getPort())
        : "%s:%s".formatted(figures, socket.getPort());
  }

  private static IOException as(IOException made, Throwable cause) {
    made.initCause(cause);
    return made;
  }
}
