package org.asyncio4j.net;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Keeps a socket in epoll while nothing is wanted of it. Netty 4.2 takes it out then and does not
 * know it afterwards: whoever writes much to a peer that has ended its half gets "No such file or
 * directory". Edge-triggered and without any event, a socket that is dead wakes nobody twice.
 */
final class KeptRegistration implements IoRegistration {
  private final IoRegistration registration;
  private boolean added;

  KeptRegistration(IoRegistration registration) {
    this.registration = registration;
  }

  @Override
  public long submit(IoOps ops) {
    boolean none = ops.equals(EpollIoOps.NONE);
    added |= !none;
    return registration.submit(none && added ? EpollIoOps.EPOLLET : ops);
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // Netty has it so
  public <T> T attachment() {
    return registration.attachment();
  }

  @Override
  public boolean isValid() {
    return registration.isValid();
  }

  @Override
  public boolean cancel() {
    return registration.cancel();
  }
}
