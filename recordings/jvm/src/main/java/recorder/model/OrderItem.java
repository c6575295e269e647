package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "OrderItem")
@Table(name = "order_items")
@IdClass(OrderItem.Key.class)
public class OrderItem {
  @Id @Column(name = "order_id") public Long orderId;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "order_id", insertable = false, updatable = false) public Order order;
  @Id public Integer lineNo;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "product_id") public Product product;
  public Integer quantity = 1;
  public BigDecimal unitPrice = BigDecimal.ZERO;
  public BigDecimal discount = BigDecimal.ZERO;
  public Boolean gift = false;

  public static class Key implements java.io.Serializable {
    public Long orderId;
    public Integer lineNo;

    public Key() {}

    public Key(Long orderId, Integer lineNo) {
      this.orderId = orderId;
      this.lineNo = lineNo;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && orderId.equals(key.orderId) && lineNo.equals(key.lineNo);
    }

    @Override
    public int hashCode() {
      return Objects.hash(orderId, lineNo);
    }
  }
}
