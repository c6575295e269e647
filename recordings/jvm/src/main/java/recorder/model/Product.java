package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Product")
@Table(name = "products")
public class Product {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Integer id;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "category_id") public Category category;
  public String sku = "";
  public String name = "";
  public BigDecimal price = BigDecimal.ZERO;
  public Integer stock = 0;
  public Boolean active = true;
  @JdbcTypeCode(SqlTypes.JSON) public Map<String, Object> attributes = Map.of();
  public String[] labels = new String[0];
  public Double weight;
  public LocalDate releasedOn;
  @Version public Integer version;
  @OneToMany(mappedBy = "product") public List<OrderItem> orderItems = new ArrayList<>();
}
