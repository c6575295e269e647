package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Order")
@Table(name = "orders")
public class Order {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Long id;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "customer_id") public Customer customer;
  public UUID reference = null;
  public String status = "new";
  public BigDecimal total = BigDecimal.ZERO;
  @JdbcTypeCode(SqlTypes.CHAR) public String currency = "EUR";
  public String channel = "web";
  public Integer priority = 0;
  public String note;
  public Instant placedAt = Instant.parse("2026-01-01T00:00:00Z");
  public Instant shippedAt;
  @Version public Integer version;
  @OneToMany(mappedBy = "order") public List<OrderItem> orderItems = new ArrayList<>();
  @OneToMany(mappedBy = "order") public List<Payment> payments = new ArrayList<>();
}
