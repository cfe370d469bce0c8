package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.asyncio4j.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real input and output that does not wait leaves no trace in a run: so it is refused. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "a simulation takes the loop engine whatever is asked for")
@Timeout(120)
final class RealIoTest {
  private static final PlainOptions FILES = PlainOptions.DEFAULT.withAllowed(Uncontrolled.FILES);

  @TempDir private static Path folder;

  private static Path file() throws IOException {
    return Files.writeString(folder.resolve("text.txt"), "some text");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertUncontrolled(Action body) {
    return assertThatThrownBy(() -> PlainSimulation.run(1, body))
        .isInstanceOf(SimulationFailedError.class)
        .hasCauseInstanceOf(UncontrolledError.class);
  }

  private static Arguments io(Uncontrolled kind, String call, Action body) {
    return arguments(kind, call, body);
  }

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  static Stream<Arguments> realIo() throws IOException {
    Path path = file();
    File file = path.toFile();
    return Stream.of(
        io(Uncontrolled.FILES, "new java.io.FileInputStream", () -> new FileInputStream(file)),
        io(Uncontrolled.FILES, "new java.io.FileOutputStream", () -> new FileOutputStream(file)),
        io(Uncontrolled.FILES, "new java.io.FileReader", () -> new FileReader(file)),
        io(Uncontrolled.FILES, "new java.io.FileWriter", () -> new FileWriter(file)),
        io(
            Uncontrolled.FILES,
            "new java.io.RandomAccessFile",
            () -> new RandomAccessFile(file, "r")),
        io(Uncontrolled.FILES, "new java.util.Scanner", () -> new Scanner(path)),
        io(Uncontrolled.FILES, "new java.util.jar.JarFile", () -> new JarFile(file)),
        io(Uncontrolled.FILES, "java.io.File.exists", () -> file.exists()),
        io(Uncontrolled.FILES, "java.io.File.list", () -> file.list()),
        io(Uncontrolled.FILES, "java.nio.file.Files.readString", () -> Files.readString(path)),
        io(Uncontrolled.FILES, "java.nio.file.Files.write", () -> Files.write(path, new byte[1])),
        io(Uncontrolled.FILES, "java.nio.file.Files.exists", () -> Files.exists(path)),
        io(Uncontrolled.FILES, "java.nio.file.Files.size", () -> Files.size(path)),
        io(Uncontrolled.FILES, "java.nio.file.Files.delete", () -> Files.delete(path)),
        io(Uncontrolled.FILES, "java.nio.file.Files.list", () -> Files.list(folder)),
        io(Uncontrolled.FILES, "java.nio.channels.FileChannel.open", () -> FileChannel.open(path)),
        io(
            Uncontrolled.FILES,
            "java.nio.channels.AsynchronousFileChannel.open",
            () -> AsynchronousFileChannel.open(path)),
        io(Uncontrolled.FILES, "newWatchService", () -> path.getFileSystem().newWatchService()),
        io(Uncontrolled.NETWORK, "new java.net.Socket", () -> new Socket(HERE, 9)),
        io(Uncontrolled.NETWORK, "new java.net.ServerSocket", () -> new ServerSocket(0)),
        io(Uncontrolled.NETWORK, "new java.net.DatagramSocket", () -> new DatagramSocket()),
        io(
            Uncontrolled.NETWORK,
            "java.nio.channels.SocketChannel.open",
            () -> SocketChannel.open()),
        io(
            Uncontrolled.NETWORK,
            "java.nio.channels.ServerSocketChannel.open",
            () -> ServerSocketChannel.open()),
        io(
            Uncontrolled.NETWORK,
            "java.nio.channels.DatagramChannel.open",
            () -> DatagramChannel.open()),
        io(
            Uncontrolled.NETWORK,
            "java.nio.channels.AsynchronousSocketChannel.open",
            () -> AsynchronousSocketChannel.open()),
        io(
            Uncontrolled.NETWORK,
            "java.net.InetAddress.getByName",
            () -> InetAddress.getByName("asyncio4j.invalid")),
        io(
            Uncontrolled.PROCESSES,
            "java.lang.ProcessBuilder.start",
            () -> new ProcessBuilder("true").start()),
        io(
            Uncontrolled.PROCESSES,
            "java.lang.Runtime.exec",
            () -> Runtime.getRuntime().exec(new String[] {"true"})),
        io(
            Uncontrolled.INPUT,
            "java.io.FileInputStream.read",
            () -> new FileInputStream(FileDescriptor.in).read()));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("realIo")
  void realIoIsRefusedWhereItIsCalled(Uncontrolled kind, String call, Action body) {
    assertUncontrolled(body)
        .hasMessageContaining("thread #1 'main' does real I/O: ")
        .hasMessageContaining(call + " at org.asyncio4j.testing.plain.")
        .hasMessageContaining("RealIoTest.java:")
        .hasMessageContaining(
            "expected a fake of it, or PlainOptions.withAllowed(Uncontrolled.%s)".formatted(kind));
  }

  /** Reads what is typed. */
  static final class Typed {
    public static void main(String[] arguments) {
      try {
        PlainSimulation.run(1, () -> new Scanner(System.in).nextLine());
      } catch (SimulationFailedError expected) {
        System.out.println(expected.getCause().getMessage());
      }
    }
  }

  @Test
  void whatSomebodyTypesIsRefused() throws Exception {
    assertThat(ChildRun.withAgent(Typed.class))
        .singleElement()
        .asString()
        .contains("does real I/O: java.util.Scanner.nextLine at")
        .contains("Uncontrolled.INPUT");
  }

  @Test
  void aProgramThatSwallowsTheErrorFailsAllTheSame() throws IOException {
    Path path = file();

    assertUncontrolled(
            () -> {
              try {
                Files.readString(path);
              } catch (Throwable ignored) {
                // as some libraries do
              }
            })
        .hasMessageContaining("Files.readString");
  }

  @Test
  void aTaskIsNoExceptionToIt() throws IOException {
    Path path = file();

    assertThatThrownBy(
            () -> PlainSimulation.runTask(PlainOptions.DEFAULT, () -> Files.readString(path)))
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("a task does real I/O: java.nio.file.Files.readString");
  }

  @Test
  void aThreadWithoutCodeOfTheProgramIsNoExceptionToIt() throws IOException {
    Runnable delete = file().toFile()::delete;

    assertUncontrolled(() -> Thread.startVirtualThread(delete).join())
        .hasMessageContaining("thread #2 does real I/O: java.io.File.delete at a method reference");
    assertUncontrolled(delete::run)
        .hasMessageContaining("'main' does real I/O: java.io.File.delete at a method reference");
  }

  @Test
  void whatWasOpenedBeforeTheRunIsNoExceptionToIt() throws IOException {
    try (var stream = new FileInputStream(file().toFile());
        var random = new RandomAccessFile(file().toFile(), "r");
        var channel = FileChannel.open(file());
        var server = new ServerSocket(0, 1, HERE);
        var socket = new Socket(HERE, server.getLocalPort())) {
      assertUncontrolled(() -> stream.read()).hasMessageContaining("FileInputStream.read");
      assertUncontrolled(() -> random.readByte()).hasMessageContaining("RandomAccessFile.readByte");
      assertUncontrolled(() -> channel.read(ByteBuffer.allocate(1)))
          .hasMessageContaining("FileChannelImpl.read");
      assertUncontrolled(() -> socket.getOutputStream().write(1))
          .hasMessageContaining("Uncontrolled.NETWORK");
      assertUncontrolled(() -> server.accept()).hasMessageContaining("ServerSocket.accept");
    }
  }

  @Test
  void allowedCallsAreMadeAndListed() throws IOException {
    Path path = file();

    var simulated =
        PlainSimulation.run(
            FILES,
            () -> {
              for (int i = 0; i < 3; i++) {
                Files.exists(path);
              }
              return Files.readString(path);
            });

    assertThat(simulated.result()).isEqualTo("some text");
    assertThat(simulated.uncontrolled())
        .extracting(UncontrolledCall::kind, UncontrolledCall::call)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Uncontrolled.FILES, "java.nio.file.Files.exists"),
            org.assertj.core.groups.Tuple.tuple(
                Uncontrolled.FILES, "java.nio.file.Files.readString"));
    assertThat(simulated.uncontrolled().getFirst().times()).isEqualTo(3);
    assertThat(simulated.uncontrolled().getFirst().where())
        .matches("org.asyncio4j.testing.plain.RealIoTest.lambda\\$.*\\(RealIoTest.java:\\d+\\)");
  }

  @Test
  void whatIsNotAllowedIsRefusedBesideWhatIs() throws IOException {
    Path path = file();

    assertThatThrownBy(
            () ->
                PlainSimulation.run(
                    FILES,
                    () -> {
                      Files.readString(path);
                      return new ServerSocket(0);
                    }))
        .hasMessageContaining("withAllowed(Uncontrolled.NETWORK)");
  }

  @Test
  void anAllowedPlatformThreadIsStartedAndListed() {
    var options = PlainOptions.DEFAULT.withAllowed(Uncontrolled.THREADS, Uncontrolled.THREADS);

    var simulated =
        PlainSimulation.run(
            options,
            () -> {
              var outside = Thread.ofPlatform().name("outside").start(() -> {});
              return outside.getName();
            });

    assertThat(simulated.result()).isEqualTo("outside");
    assertThat(simulated.uncontrolled())
        .singleElement()
        .extracting(UncontrolledCall::kind)
        .isEqualTo(Uncontrolled.THREADS);
  }

  @Test
  void aRunThatDoesNoneListsNone() {
    assertThat(PlainSimulation.run(1, () -> 1).uncontrolled()).isEmpty();
  }

  /** Not loaded before its test. */
  private static final class LoadedLate {
    static String name() {
      return "loaded " + new Object() {}.getClass().getName().length();
    }
  }

  private static Path jar() throws IOException {
    Path jar = folder.resolve("some.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("entry.txt"));
      out.write(new byte[100_000]);
    }
    return jar;
  }

  static Stream<Callable<Object>> houseKeeping() throws IOException {
    var fromJar = new URLClassLoader(new URL[] {jar().toUri().toURL()});
    var fromFolder = new URLClassLoader(new URL[] {folder.toUri().toURL()});
    file();
    return Stream.of(
        LoadedLate::name,
        () -> Class.forName("java.util.concurrent.Exchanger"),
        () -> read(RealIoTest.class, "RealIoTest.class"),
        () -> read(Test.class, "Test.class"),
        () -> read(String.class, "String.class"),
        () -> fromJar.getResourceAsStream("entry.txt").readAllBytes().length,
        () -> fromFolder.getResourceAsStream("text.txt").readAllBytes().length,
        () -> fromFolder.getResource("missing.txt") == null,
        () -> ZoneId.of("Europe/Berlin").getRules(),
        () -> Currency.getInstance(Locale.FRANCE),
        () -> String.format(Locale.GERMANY, "%,d %tc", 1_000_000, 0L),
        () -> System.getLogger("some").isLoggable(System.Logger.Level.TRACE),
        () -> java.security.MessageDigest.getInstance("SHA-256").digest(new byte[1]),
        () -> java.util.UUID.randomUUID(),
        () -> {
          System.out.print("");
          System.err.flush();
          return 1;
        });
  }

  private static int read(Class<?> type, String file) throws IOException {
    try (var in = type.getResourceAsStream(file)) {
      return in.readAllBytes().length;
    }
  }

  @ParameterizedTest
  @MethodSource("houseKeeping")
  void whatTheJdkReadsForItsOwnEndsIsNoneOfTheProgramsDoing(Callable<Object> body) {
    var simulated = PlainSimulation.run(PlainOptions.DEFAULT, body);

    assertThat(simulated.result()).isNotNull();
    assertThat(simulated.uncontrolled()).isEmpty();
  }

  /** The first to load, format, log in a JVM. */
  static final class FirstOfAll {
    public static void main(String[] arguments) {
      var simulated =
          PlainSimulation.run(
              1,
              () ->
                  List.of(
                      LoadedLate.name(),
                      ZoneId.systemDefault().getRules().isFixedOffset()
                          | ZoneId.of("Asia/Tokyo").getRules().isFixedOffset(),
                      Currency.getInstance(Locale.JAPAN).getSymbol(Locale.FRANCE),
                      java.time.LocalDate.EPOCH
                          .getDayOfWeek()
                          .getDisplayName(java.time.format.TextStyle.FULL, Locale.GERMANY),
                      java.util.logging.Logger.getLogger("x")
                          .isLoggable(java.util.logging.Level.FINE),
                      new java.security.SecureRandom().nextInt() != 0));
      System.out.println(simulated.uncontrolled());
    }
  }

  @Test
  void aJvmThatHasReadNothingYetIsNoneOfTheProgramsDoing() throws Exception {
    assertThat(ChildRun.withAgent(FirstOfAll.class)).containsExactly("[]");
  }
}
