package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Category")
@Table(name = "categories")
public class Category {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Integer id;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "parent_id") public Category parent;
  public String name = "";
  public Integer position = 0;
  public Short depth = (short) 0;
  @OneToMany(mappedBy = "category") public List<Product> products = new ArrayList<>();
}
