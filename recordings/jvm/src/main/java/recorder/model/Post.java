package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Post")
@Table(name = "posts")
@DynamicInsert
@DynamicUpdate
public class Post {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Long id;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "author_id") public User author;
  public String slug;
  public String title;
  public String body;
  public Boolean published;
  public Instant publishedAt;
  public Long views;
  public BigDecimal rating;
  @JdbcTypeCode(SqlTypes.JSON) public Map<String, Object> meta;
  public Instant createdAt;
  @OneToMany(mappedBy = "post") public List<Comment> comments = new ArrayList<>();
  @OneToMany(mappedBy = "post") public List<PostLabel> postLabels = new ArrayList<>();
}
