package org.asyncio4j.net;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The pipes of a process that is going to be started.
 *
 * <p>On Linux they are our own: channels, which can be closed while a thread is blocked in them.
 * The JDK's own pipes cannot, and the JDK closes them when the process has ended, though its
 * children may go on writing. They are used where there are no others.
 */
abstract class ChildPipes {

  /** Opens what is needed, or nothing if that fails. */
  static ChildPipes open(SubprocessOptions options) throws IOException {
    return OwnPipes.AVAILABLE ? new OwnPipes(options) : new JdkPipes();
  }

  /** Tells the JDK of those that it does not make. */
  abstract void redirect(ProcessBuilder builder);

  /** The process has its ends, or will never be: what is here of them is closed. */
  abstract void closeChildsEnds();

  /** There will be no process, or none that is of use. */
  abstract void closeOurEnds();

  abstract WritePipe.Sink input(Process process);

  abstract ReadPipe.Source output(int fd, Process process);

  private static final class OwnPipes extends ChildPipes {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    static final boolean AVAILABLE = available();

    // By the process's descriptors; null where there is no pipe.
    private final FileDescriptor[] childs = new FileDescriptor[3];
    private final FileChannel[] ours = new FileChannel[3];

    private static boolean available() {
      return Files.isDirectory(DESCRIPTORS)
          && !"nio".equals(System.getProperty("asyncio4j.net"))
          && Epoll.isAvailable();
    }

    OwnPipes(SubprocessOptions options) throws IOException {
      try {
        if (options.stdin().isPipe()) {
          open(0, 1, StandardOpenOption.WRITE);
        }
        if (options.stdout().isPipe()) {
          open(1, 0, StandardOpenOption.READ);
        }
        if (options.stderr().isPipe()) {
          open(2, 0, StandardOpenOption.READ);
        }
      } catch (IOException e) {
        closeChildsEnds();
        closeOurEnds();
        throw e;
      }
    }

    private void open(int fd, int ourEnd, OpenOption how) throws IOException {
      FileDescriptor[] ends = FileDescriptor.pipe();
      childs[fd] = ends[1 - ourEnd];
      try {
        ours[fd] = FileChannel.open(path(ends[ourEnd]), how);
      } finally {
        ends[ourEnd].close();
      }
    }

    /** Whoever opens this has the same end of the same pipe. */
    private static Path path(FileDescriptor end) {
      return DESCRIPTORS.resolve(Integer.toString(end.intValue()));
    }

    private static File file(FileDescriptor end) {
      return path(end).toFile();
    }

    @Override
    void redirect(ProcessBuilder builder) {
      if (childs[0] != null) {
        builder.redirectInput(file(childs[0]));
      }
      if (childs[1] != null) {
        builder.redirectOutput(file(childs[1]));
      }
      if (childs[2] != null) {
        builder.redirectError(file(childs[2]));
      }
    }

    @Override
    void closeChildsEnds() {
      for (var end : childs) {
        if (end != null) {
          Pipes.close(end::close);
        }
      }
    }

    @Override
    void closeOurEnds() {
      for (var end : ours) {
        if (end != null) {
          Pipes.close(end);
        }
      }
    }

    @Override
    WritePipe.Sink input(Process process) {
      return new Pipes.ChannelSink(ours[0], Channels.newOutputStream(ours[0]));
    }

    @Override
    ReadPipe.Source output(int fd, Process process) {
      return new Pipes.ChannelSource(ours[fd], Channels.newInputStream(ours[fd]));
    }
  }

  private static final class JdkPipes extends ChildPipes {
    @Override
    void redirect(ProcessBuilder builder) {}

    @Override
    void closeChildsEnds() {}

    @Override
    void closeOurEnds() {} // the end of the process closes them

    @Override
    WritePipe.Sink input(Process process) {
      return new JdkSink(process.getOutputStream());
    }

    @Override
    ReadPipe.Source output(int fd, Process process) {
      return new JdkSource(fd == 1 ? process.getInputStream() : process.getErrorStream());
    }
  }

  /**
   * The guard is what the JDK locks to drain and close the pipe when the process has ended. Until
   * the reading thread has it, what the process's children write may be lost.
   */
  private record JdkSource(InputStream stream) implements ReadPipe.Source {
    @Override
    public Object guard() {
      return stream;
    }

    @Override
    public void closeAmidRead() {
      Pipes.close(stream);
    }
  }

  private record JdkSink(OutputStream stream) implements WritePipe.Sink {
    // Closing it would wait for the write; the end of the process ends that.
    @Override
    public void closeAmidWrite() {}
  }
}
