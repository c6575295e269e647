package recorder;

import java.util.Map;
import org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy;
import org.hibernate.cfg.Configuration;
import recorder.model.*;

/** Where the recorders connect to. */
final class Environment {

  private Environment() {}

  /** From the variables that libpq reads. */
  static String url() {
    Map<String, String> env = System.getenv();
    return "jdbc:postgresql://%s:%s/%s?user=%s&sslmode=disable&ApplicationName=recorder"
        .formatted(env.get("PGHOST"), env.get("PGPORT"), env.get("PGDATABASE"), env.get("PGUSER"));
  }

  static Configuration hibernate() {
    Configuration configuration =
        new Configuration()
            .setProperty("hibernate.connection.url", url())
            .setProperty("hibernate.connection.pool_size", "1")
            .setProperty("hibernate.jdbc.batch_size", "20")
            .setProperty("hibernate.order_inserts", "true")
            .setProperty("hibernate.jdbc.time_zone", "UTC")
            .setPhysicalNamingStrategy(new CamelCaseToUnderscoresNamingStrategy());
    for (Class<?> entity : ENTITIES) {
      configuration.addAnnotatedClass(entity);
    }
    return configuration;
  }

  static final Class<?>[] ENTITIES = {
    Customer.class, Address.class, Category.class, Product.class, Order.class, OrderItem.class,
    Payment.class, User.class, Post.class, Comment.class, Label.class, PostLabel.class, Ticket.class,
    TicketEvent.class
  };
}
