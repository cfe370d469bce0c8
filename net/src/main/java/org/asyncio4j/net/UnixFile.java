package org.asyncio4j.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file of a Unix socket: removed with its server, unless it is another one by then. */
final class UnixFile {
  private static final System.Logger LOG = System.getLogger("asyncio4j");

  private final Path path;
  private final @Nullable Object key;

  private UnixFile(Path path, @Nullable Object key) {
    this.path = path;
    this.key = key;
  }

  static UnixFile of(Path path) {
    return new UnixFile(path, keyOf(path));
  }

  private static @Nullable Object keyOf(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException gone) {
      return null;
    }
  }

  void delete() {
    if (key != null && Objects.equals(key, keyOf(path))) {
      remove(path);
    }
  }

  /** Removes the socket that an earlier server has left. Anything but a socket stays. */
  static void deleteStale(Path path) {
    try {
      var attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isOther()) {
        remove(path);
      }
    } catch (NoSuchFileException fine) {
      // Nobody has left anything.
    } catch (IOException failed) {
      unremovable(path, failed);
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failed) {
      unremovable(path, failed);
    }
  }

  private static void unremovable(Path path, IOException failed) {
    LOG.log(System.Logger.Level.ERROR, "unable to remove Unix socket %s".formatted(path), failed);
  }
}
