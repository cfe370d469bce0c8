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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
   * An error of the operating system, and the exception that stands for it.
   *
   * @param number Linux's
   * @param words in this machine's language, empty where that is English
   * @param phrase is part of the English words
   * @param maker makes the exception of a text
   */
  private record Kind(
      int number, String words, String phrase, Function<String, IOException> maker) {
    Kind(int number, String phrase, Function<String, IOException> maker) {
      this(number, SystemWords.of(number), phrase, maker);
    }

    IOException make(String text) {
      return maker.apply(text);
    }

    boolean isOf(Throwable thrown) {
      int known = numberOf(thrown);
      String said = String.valueOf(thrown.getMessage());
      return known != UNKNOWN
          ? known == number
          : said.contains(phrase) || (!words.isEmpty() && said.contains(words));
    }
  }

  private static final int UNKNOWN = -1;

  // In a message of Netty's.
  private static final Pattern NUMBER = Pattern.compile("failed with error\\(-(\\d+)\\)");

  private static final Kind NO_FILE =
      new Kind(2, "No such file or directory", NoSuchFileException::new);
  private static final Kind RESET =
      new Kind(104, "Connection reset", ConnectionResetException::new);
  private static final List<Kind> OUT_OF_DESCRIPTORS =
      List.of(
          new Kind(24, "Too many open files", SocketException::new),
          new Kind(23, "Too many open files in system", SocketException::new));
  private static final List<Kind> OUT_OF_MEMORY =
      List.of(
          new Kind(105, "No buffer space available", IOException::new),
          new Kind(12, "Cannot allocate memory", IOException::new));
  private static final List<Kind> KINDS =
      Stream.concat(
              Stream.of(
                  new Kind(111, "Connection refused", ConnectException::new),
                  new Kind(11, "Resource temporarily unavailable", ConnectException::new),
                  new Kind(110, "Connection timed out", ConnectException::new),
                  new Kind(113, "No route to host", NoRouteToHostException::new),
                  new Kind(101, "Network is unreachable", NoRouteToHostException::new),
                  new Kind(98, "Address already in use", BindException::new),
                  new Kind(99, "Cannot assign requested address", BindException::new),
                  NO_FILE,
                  RESET,
                  new Kind(32, "Broken pipe", ConnectionResetException::new)),
              OUT_OF_DESCRIPTORS.stream())
          .toList();

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
    for (Kind kind : KINDS) {
      if (kind.isOf(cause) || (kind == NO_FILE && cause instanceof FileNotFoundException)) {
        return as(kind.make(text(kind.phrase, address)), cause);
      }
    }
    boolean fromNetty = cause instanceof NativeIoException;
    return fromNetty
        ? as(new IOException(text(String.valueOf(cause.getMessage()), address)), cause)
        : cause;
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
    return Stream.of(OUT_OF_DESCRIPTORS, OUT_OF_MEMORY)
        .flatMap(List::stream)
        .anyMatch(kind -> kind.isOf(thrown));
  }

  /** {@return the system's number of an error that Netty has met, else {@link #UNKNOWN}} */
  private static int numberOf(Throwable thrown) {
    if (thrown instanceof NativeIoException known) {
      return -known.expectedErr();
    }
    Matcher found = NUMBER.matcher(String.valueOf(thrown.getMessage()));
    return found.find() ? Integer.parseInt(found.group(1)) : UNKNOWN;
  }

  /** Asks for the system's words now: without a descriptor left that would fail. */
  static void prepare() {
    // Loading this class has.
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
