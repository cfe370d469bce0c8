package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.NullMarked;

/** A program that prints the engine it got, as a jar, a project of Maven, a Spring Boot program. */
final class FlagProject {
  private static final String SPRING_BOOT = "4.0.7";

  private static final String MAIN =
      """
      package app;

      import org.asyncio4j.*;

      public class Main {
        public static String engine() {
          return Asyncio.run(() -> LoopOptions.current().engineKind().toString());
        }

        public static void main(String[] arguments) {
          System.out.println(engine());
        }
      }
      """;

  private static final String DEADLOCK =
      """
      package app;

      import static org.asyncio4j.Asyncio.*;

      import java.io.*;
      import org.asyncio4j.*;

      public class Deadlock {
        static final Object MONITOR = new Object();

        static void sleepInside() {
          synchronized (MONITOR) {
            sleep(0.01);
          }
        }

        static void program() {
          createTask(() -> sleepInside());
          sleep(0);
          synchronized (MONITOR) {
            System.out.println("never");
          }
        }

        public static void main(String[] arguments) throws InterruptedException {
          PrintStream err = System.err;
          var said = new ByteArrayOutputStream();
          System.setErr(new PrintStream(said, true));
          new Thread(() -> run(() -> program())).start();
          while (!said.toString().contains("  at ")) {
            Thread.sleep(20);
          }
          err.println(said);
          Runtime.getRuntime().halt(0);
        }
      }
      """;

  private FlagProject() {}

  /** A process that has ended. */
  record Ended(String out, String err, int status) {}

  static void write(Path directory) throws IOException {
    Path lib = Files.createDirectory(directory.resolve("lib"));
    jarOf(Asyncio.class, lib.resolve("asyncio4j-core.jar"));
    jarOf(NullMarked.class, lib.resolve("jspecify.jar"));
    Path sources = directory.resolve("src/main/java");
    source(sources, "app/Main.java", MAIN);
    source(sources, "app/Deadlock.java", DEADLOCK);
    source(
        directory.resolve("module"), "module-info.java", "module app { requires org.asyncio4j; }");
    tool(
        "javac",
        List.of(
            "-d",
            directory.resolve("classes").toString(),
            "--module-path",
            lib.toString(),
            directory.resolve("module/module-info.java").toString(),
            sources.resolve("app/Main.java").toString(),
            sources.resolve("app/Deadlock.java").toString()));
    tool(
        "jar",
        List.of(
            "--create",
            "--file",
            directory.resolve("app.jar").toString(),
            "--main-class",
            "app.Main",
            "-C",
            directory.resolve("classes").toString(),
            "."));
  }

  static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copied = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
  }

  private static void source(Path root, String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Where a class was loaded from may be a jar, or a directory that a build has just filled. */
  private static void jarOf(Class<?> type, Path jar) throws IOException {
    Path from = home(type);
    if (Files.isRegularFile(from)) {
      Files.copy(from, jar);
    } else {
      tool("jar", List.of("--create", "--file", jar.toString(), "-C", from.toString(), "."));
    }
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tool(String name, List<String> arguments) {
    var said = new StringWriter();
    var out = new PrintWriter(said);
    int status =
        ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments.toArray(String[]::new));
    assertThat(status).as("%s %s: %s", name, arguments, said).isZero();
  }

  // --- Maven ------------------------------------------------------------------------------------

  static void writeMaven(Path directory, List<FencedBlock> plugins) throws IOException {
    writeTest(directory);
    writePom(
        directory,
        "",
        """
        <dependency>
          <groupId>org.junit.jupiter</groupId>
          <artifactId>junit-jupiter</artifactId>
          <version>6.1.3</version>
          <scope>test</scope>
        </dependency>
        """,
        """
        <pluginManagement><plugins>
          <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.16.0</version></plugin>
          <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.6.1</version></plugin>
          <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.1</version></plugin>
          <plugin>
            <groupId>org.codehaus.mojo</groupId>
            <artifactId>exec-maven-plugin</artifactId><version>3.6.2</version>
          </plugin>
        </plugins></pluginManagement>
        """,
        plugins);
  }

  private static void writeTest(Path directory) throws IOException {
    source(
        directory.resolve("src/test/java"),
        "app/MainTest.java",
        """
        package app;

        import org.junit.jupiter.api.Test;

        class MainTest {
          @Test
          void loopEngine() {
            String engine = Main.engine();
            if (!engine.equals("LOOP")) {
              throw new AssertionError("expected: LOOP but was: " + engine);
            }
          }
        }
        """);
  }

  static void writeSpring(Path directory, List<FencedBlock> plugins) throws IOException {
    source(
        directory.resolve("src/main/java"),
        "app/SpringMain.java",
        """
        package app;

        import org.springframework.boot.*;
        import org.springframework.boot.autoconfigure.*;

        @SpringBootApplication
        public class SpringMain implements CommandLineRunner {
          public static void main(String[] arguments) {
            SpringApplication.run(SpringMain.class, arguments);
          }

          @Override
          public void run(String... arguments) {
            System.out.println(Main.engine());
          }
        }
        """);
    writePom(
        directory,
        """
        <parent>
          <groupId>org.springframework.boot</groupId>
          <artifactId>spring-boot-starter-parent</artifactId>
          <version>%s</version>
        </parent>
        """
            .formatted(SPRING_BOOT),
        """
        <dependency>
          <groupId>org.springframework.boot</groupId>
          <artifactId>spring-boot-starter</artifactId>
        </dependency>
        """,
        """
        <pluginManagement><plugins>
          <plugin>
            <groupId>org.springframework.boot</groupId>
            <artifactId>spring-boot-maven-plugin</artifactId>
            <configuration><mainClass>app.SpringMain</mainClass></configuration>
          </plugin>
        </plugins></pluginManagement>
        """,
        plugins.isEmpty()
            ? List.of(
                new FencedBlock(
                    "xml",
                    "",
                    "<plugin><groupId>org.springframework.boot</groupId>"
                        + "<artifactId>spring-boot-maven-plugin</artifactId></plugin>"))
            : plugins);
  }

  private static void writePom(
      Path directory, String parent, String dependencies, String build, List<FencedBlock> plugins)
      throws IOException {
    writeRepository(directory.resolve("repository"), directory.resolve("lib/asyncio4j-core.jar"));
    Files.writeString(
        directory.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          %s
          <groupId>app</groupId>
          <artifactId>app</artifactId>
          <version>1</version>
          <properties>
            <maven.compiler.release>25</maven.compiler.release>
            <java.version>25</java.version>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <repositories>
            <repository><id>here</id><url>%s</url></repository>
          </repositories>
          <dependencies>
            <dependency>
              <groupId>org.asyncio4j</groupId>
              <artifactId>asyncio4j-core</artifactId>
              <version>0</version>
            </dependency>
            %s
          </dependencies>
          <build>
            <finalName>app</finalName>
            %s
            <plugins>%s</plugins>
          </build>
        </project>
        """
            .formatted(
                parent,
                directory.resolve("repository").toUri(),
                dependencies,
                build,
                plugins.stream().map(FencedBlock::text).collect(Collectors.joining())));
  }

  private static void writeRepository(Path repository, Path core) throws IOException {
    Path folder = repository.resolve("org/asyncio4j/asyncio4j-core/0");
    Files.createDirectories(folder);
    Files.copy(core, folder.resolve("asyncio4j-core-0.jar"));
    Files.writeString(
        folder.resolve("asyncio4j-core-0.pom"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.asyncio4j</groupId>
          <artifactId>asyncio4j-core</artifactId>
          <version>0</version>
        </project>
        """);
  }

  static Ended maven(Path directory, String... arguments) throws Exception {
    return succeeded(tryMaven(directory, arguments));
  }

  /** Runs Maven with a repository of the test's own, which is kept for the next time. */
  static Ended tryMaven(Path directory, String... arguments) throws Exception {
    Path local = Path.of("target/flag-repository").toAbsolutePath();
    Path former = local.resolve("org/asyncio4j");
    if (Files.exists(former)) {
      shell(directory, "rm -rf '" + former + "'");
    }
    var command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-Dmaven.repo.local=" + local));
    command.addAll(List.of(arguments));
    return run(directory, command);
  }

  // --- running ----------------------------------------------------------------------------------

  /** Runs a script to its end; it must succeed. */
  static Ended shell(Path directory, String script) throws Exception {
    return succeeded(run(directory, List.of("sh", "-ec", script)));
  }

  private static Ended succeeded(Ended ran) {
    assertThat(ran.status()).as("%s%n%s", ran.out(), ran.err()).isZero();
    return ran;
  }

  private static Ended run(Path directory, List<String> command) throws Exception {
    Path out = directory.resolve("out.txt");
    Path err = directory.resolve("err.txt");
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    String jdk = System.getProperty("java.home");
    builder.environment().keySet().removeIf(name -> name.matches("_?JAVA_.*|JDK_JAVA_OPTIONS"));
    builder.environment().put("JAVA_HOME", jdk);
    builder
        .environment()
        .merge("PATH", jdk + "/bin", (former, ours) -> ours + File.pathSeparator + former);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(9, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(Files.readString(out), Files.readString(err), process.exitValue());
  }
}
