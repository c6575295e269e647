package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "PostLabel")
@Table(name = "post_labels")
@IdClass(PostLabel.Key.class)
public class PostLabel {
  @Id @Column(name = "post_id") public Long postId;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "post_id", insertable = false, updatable = false) public Post post;
  @Id @Column(name = "label_id") public Integer labelId;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "label_id", insertable = false, updatable = false) public Label label;
  public LocalDate addedOn = LocalDate.of(2026, 1, 1);

  public static class Key implements java.io.Serializable {
    public Long postId;
    public Integer labelId;

    public Key() {}

    public Key(Long postId, Integer labelId) {
      this.postId = postId;
      this.labelId = labelId;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && postId.equals(key.postId) && labelId.equals(key.labelId);
    }

    @Override
    public int hashCode() {
      return Objects.hash(postId, labelId);
    }
  }
}
