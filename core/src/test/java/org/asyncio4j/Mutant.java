package org.asyncio4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A class of core with one guard removed.
 *
 * <p>It is made from core's own source, so it cannot grow old; if the piece is not there exactly
 * once, that is an error.
 *
 * @param name what is missing
 * @param type the class
 * @param piece what is replaced in its source
 * @param instead by what
 */
record Mutant(String name, Class<?> type, String piece, String instead) {
  private static final Path SOURCES = Path.of("src/main/java");

  /** {@return core, its tests and its tools once more, with this in the place of the class} */
  ClassLoader load() throws Exception {
    return new Loader(compile(source()));
  }

  private String source() throws IOException {
    Path file = SOURCES.resolve(type.getName().replace('.', '/') + ".java");
    String source = Files.readString(file);
    int at = source.indexOf(piece);
    if (at < 0 || source.indexOf(piece, at + 1) >= 0) {
      throw new IllegalStateException(
          "mutant '%s': expected its piece once in %s; has the source changed?"
              .formatted(name, file));
    }
    return source.substring(0, at) + instead + source.substring(at + piece.length());
  }

  /** {@return the bytes of the class and of those inside it, by name} */
  private Map<String, byte[]> compile(String source) throws Exception {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (var files = new Memory(compiler.getStandardFileManager(null, null, null))) {
      List<String> options =
          List.of("-nowarn", "-proc:none", "-classpath", path(type, Nullable.class));
      if (!compiler
          .getTask(messages, files, null, options, null, List.of(new Source(type, source)))
          .call()) {
        throw new IllegalStateException("mutant '%s': %s".formatted(name, messages));
      }
      return files.classes();
    }
  }

  @Override
  public String toString() {
    return "%s, %s".formatted(type.getSimpleName(), name);
  }

  private static String path(Class<?>... types) {
    return Stream.of(types)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(
            location -> {
              try {
                return Path.of(location.toURI()).toString();
              } catch (URISyntaxException thrown) {
                throw new IllegalArgumentException(thrown);
              }
            })
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Class<?> type, String text) {
      super(URI.create("memory:///%s.java".formatted(type.getSimpleName())), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what the compiler writes. */
  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    Memory(JavaFileManager files) {
      super(files);
    }

    Map<String, byte[]> classes() {
      return written.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toByteArray()));
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      URI name = URI.create("memory:///%s.class".formatted(className.replace('$', '-')));
      return new SimpleJavaFileObject(name, kind) {
        @Override
        public OutputStream openOutputStream() {
          var bytes = new ByteArrayOutputStream();
          written.put(className, bytes);
          return bytes;
        }
      };
    }
  }

  /** Defines all of asyncio4j anew, and leaves everything else to the loader of the tests. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> changed;

    Loader(Map<String, byte[]> changed) {
      super(Mutant.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("org.asyncio4j.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      if (bytes == null) {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
          if (in == null) {
            throw new ClassNotFoundException(name);
          }
          bytes = in.readAllBytes();
        } catch (IOException thrown) {
          throw new ClassNotFoundException(name, thrown);
        }
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
