package org.asyncio4j.net;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads all classes at once: classes come out of files, for which a descriptor is needed. */
final class LoadedClasses {
  private LoadedClasses() {}

  /** Loads what is in the same folder or jar, in the package and in those below. */
  static void with(Class<?> one) throws Exception {
    Path origin = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(origin)) {
      load(origin, one);
      return;
    }
    var jar = URI.create("jar:" + origin.toUri());
    try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
      load(files.getPath("/"), one);
    }
  }

  private static void load(Path root, Class<?> one) throws IOException, ClassNotFoundException {
    List<String> names;
    try (var files = Files.walk(root)) {
      names = files.map(file -> root.relativize(file).toString()).toList();
    }
    String folder = one.getPackageName().replace('.', '/');
    for (String name : names) {
      if (name.startsWith(folder) && name.endsWith(".class") && !name.endsWith("-info.class")) {
        String binary = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        Class.forName(binary, false, one.getClassLoader());
      }
    }
  }
}
