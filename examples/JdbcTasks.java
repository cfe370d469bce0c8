// Run it: ./asyncio4j run --with com.h2database:h2:2.5.252 examples/JdbcTasks.java

import static org.asyncio4j.Asyncio.*;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.asyncio4j.*;

// Fifty tasks on one loop with one database. JDBC blocks: a task that waits for the database, or for
// a row that another has locked, waits alone, and the loop runs the others. On the hand-off engine
// it holds the loop up, as in Python; so a transaction does not suspend before its commit.

static final String URL = "jdbc:h2:mem:bank;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000";

final Semaphore connections = new Semaphore(10);

Connection connect() throws SQLException {
  return DriverManager.getConnection(URL);
}

void execute(Connection connection, String sql) throws SQLException {
  try (var statement = connection.createStatement()) {
    statement.execute(sql);
  }
}

void deposit(Connection connection, String owner, int amount) throws SQLException {
  try (var update =
      connection.prepareStatement("update account set balance = balance + ? where owner = ?")) {
    update.setInt(1, amount);
    update.setString(2, owner);
    update.executeUpdate();
  }
}

void transfer(int amount) throws SQLException {
  try (var _ = connections.acquire();
      var connection = connect()) {
    connection.setAutoCommit(false);
    execute(connection, "call think(10)"); // the database takes ten milliseconds
    deposit(connection, "ann", -amount);
    deposit(connection, "bob", amount);
    connection.commit();
  }
}

int balance(Connection connection, String owner) throws SQLException {
  try (var query = connection.prepareStatement("select balance from account where owner = ?")) {
    query.setString(1, owner);
    try (var rows = query.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }
}

void main() {
  run(
      () -> {
        try (var connection = connect()) {
          execute(connection, "create table account(owner varchar primary key, balance int)");
          execute(connection, "create alias think for 'java.lang.Thread.sleep(long)'");
          execute(connection, "insert into account values ('ann', 2000), ('bob', 0)");
          TaskGroup.run(
              group -> {
                for (int i = 1; i <= 50; i++) {
                  int amount = i;
                  group.createTask(() -> transfer(amount));
                }
              });
          IO.println("ann has " + balance(connection, "ann"));
          IO.println("bob has " + balance(connection, "bob"));
          execute(connection, "shutdown");
        }
      });
}
