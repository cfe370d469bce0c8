package org.asyncio4j.adversarial;

/** The engine that these tests run on. */
final class Engine {
  private Engine() {}

  static boolean isHandoff() {
    return name().equals("handoff");
  }

  static String name() {
    return System.getProperty("asyncio4j.engine", "loop");
  }
}
