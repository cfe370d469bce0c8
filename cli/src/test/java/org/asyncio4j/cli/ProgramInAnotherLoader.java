package org.asyncio4j.cli;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * As an application server would, runs a program that has asyncio4j in a class loader of its own.
 */
final class ProgramInAnotherLoader {
  private ProgramInAnotherLoader() {}

  public static void main(String[] arguments) throws Exception {
    var urls = new ArrayList<URL>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(part).toUri().toURL());
    }
    try (var loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      var main =
          loader
              .loadClass("org.asyncio4j.cli.ProgramOfTasks")
              .getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
    }
  }
}
