package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Payment")
@Table(name = "payments")
@DynamicInsert
@DynamicUpdate
public class Payment {
  @Id public UUID id;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "order_id") public Order order;
  public BigDecimal amount;
  public String method;
  public String state;
  public Instant paidAt;
  @JdbcTypeCode(SqlTypes.JSON) public Map<String, Object> details;
}
