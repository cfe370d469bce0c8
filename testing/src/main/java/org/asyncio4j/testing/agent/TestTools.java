package org.asyncio4j.testing.agent;

import java.util.List;

/** The classes that are no part of a program under test: the JDK's and the test tools'. */
public final class TestTools {
  private static final List<String> PREFIXES =
      List.of(
          "com/sun/",
          "java/",
          "javax/",
          "jdk/",
          "net/bytebuddy/",
          "org/apache/maven/",
          "org/assertj/",
          "org/hamcrest/",
          "org/jacoco/",
          "org/jspecify/",
          "org/junit/",
          "org/mockito/",
          "org/opentest4j/",
          "sun/");

  private TestTools() {}

  /**
   * {@return whether a class is one of them}
   *
   * @param name of the class, with slashes
   */
  public static boolean include(String name) {
    return startsWithOne(name, PREFIXES);
  }

  // Loops here, no streams: this runs inside the loading of classes.
  static boolean startsWithOne(String name, List<String> prefixes) {
    for (String each : prefixes) {
      if (name.startsWith(each)) {
        return true;
      }
    }
    return false;
  }
}
