package org.asyncio4j.cli;

import java.io.IOException;

/** A JVM that has nothing to do with asyncio4j; it ends with its input. */
final class ProgramWithoutTasks {
  private ProgramWithoutTasks() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("ready");
    System.in.transferTo(System.out);
  }
}
