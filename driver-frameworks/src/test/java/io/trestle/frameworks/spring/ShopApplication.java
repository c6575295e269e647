package io.trestle.frameworks.spring;

import io.trestle.frameworks.Shop;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A service that knows the column. */
@SpringBootApplication
public class ShopApplication {

  /** Starts it on a shop, as usual but for these properties. */
  static ConfigurableApplicationContext start(Shop shop, Map<String, String> more) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put("spring.datasource.driver-class-name", "io.trestle.driver.CompatDriver");
    properties.put("spring.datasource.url", shop.url());
    properties.put("spring.datasource.hikari.maximum-pool-size", "2");
    properties.put("spring.flyway.enabled", "false");
    properties.put("spring.liquibase.enabled", "false");
    properties.put("spring.main.banner-mode", "off");
    properties.putAll(more);
    return new SpringApplicationBuilder(ShopApplication.class)
        .web(WebApplicationType.NONE)
        .properties(properties)
        .run();
  }
}
