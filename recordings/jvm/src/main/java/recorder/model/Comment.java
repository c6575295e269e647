package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Comment")
@Table(name = "comments")
public class Comment {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Long id;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "post_id") public Post post;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "parent_id") public Comment parent;
  public String author = "anonymous";
  public String body = "";
  public Boolean approved = false;
  public Integer score = 0;
  public Instant createdAt = Instant.parse("2026-01-01T00:00:00Z");
}
