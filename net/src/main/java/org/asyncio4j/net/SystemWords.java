package org.asyncio4j.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

/**
 * What the operating system calls its errors, in this machine's language: the JDK's exceptions have
 * these words only, and not the number.
 */
final class SystemWords {
  // More than the longest of them, in bytes.
  private static final int LIMIT = 1024;

  private SystemWords() {}

  /** {@return the words for an error, or an empty text where they are English or unknown} */
  static String of(int number) {
    boolean asks = System.getProperty("os.name").equals("Linux") && !areEnglish(System.getenv());
    return asks ? ask(number) : "";
  }

  /**
   * {@return whether a C library in this environment speaks English} Asking it is a restricted
   * call, of which the JVM may warn.
   */
  static boolean areEnglish(Map<String, String> environment) {
    String locale =
        List.of("LC_ALL", "LC_MESSAGES", "LANG").stream()
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElse("C");
    if (locale.equals("C") || locale.equals("POSIX")) {
      return true;
    }
    String languages = environment.getOrDefault("LANGUAGE", "");
    String first = languages.isEmpty() ? locale : languages;
    return first.startsWith("en") || first.startsWith("C.");
  }

  /** {@return the C library's words for an error, or an empty text if it may not be called} */
  @SuppressWarnings("restricted")
  static String ask(int number) {
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle strerror =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("strerror"),
              FunctionDescriptor.of(ADDRESS, JAVA_INT));
      return text((MemorySegment) strerror.invokeExact(number));
    } catch (Throwable unavailable) {
      return "";
    }
  }

  @SuppressWarnings("restricted")
  private static String text(MemorySegment address) {
    MemorySegment memory = address.reinterpret(LIMIT);
    var bytes = new ByteArrayOutputStream();
    for (byte next; bytes.size() < LIMIT && (next = memory.get(JAVA_BYTE, bytes.size())) != 0; ) {
      bytes.write(next);
    }
    return bytes.toString(Charset.forName(System.getProperty("native.encoding")));
  }
}
